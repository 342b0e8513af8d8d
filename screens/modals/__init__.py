"""Questions: each is a ModalScreen that answers with one value."""
