locals {
  confirmation_template = "email-confirmation"
  confirmation_folder   = "${path.module}/templates/email_confirmation"
}

module "email_templates" {
  source = "../../ses-templates"

  name = local.name

  templates = {
    (local.confirmation_template) = {
      subject = file("${local.confirmation_folder}/subject.txt")
      html    = file("${local.confirmation_folder}/body.html")
      text    = file("${local.confirmation_folder}/body.txt")
    }
  }
}
