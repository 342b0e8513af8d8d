"""Terraform: command lines, the runner, the event stream, plan files, workspaces and tfvars."""
