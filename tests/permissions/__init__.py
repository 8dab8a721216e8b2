"""Who may call what, written by hand from product.md, section 4, and never computed from the policy."""
