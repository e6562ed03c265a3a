"""What commands answer, one module per noun; `output.views` has a module of the same name."""
