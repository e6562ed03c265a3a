"""Operations toolkit for customer-success staff who take B2B partners from signature to renewal."""

__version__ = "0.1.0"
