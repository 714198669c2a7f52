"""What commands and tests share when they call the control plane: spellings, and refusals."""
