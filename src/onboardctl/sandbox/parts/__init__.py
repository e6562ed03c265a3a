"""The tables that every sandbox has, each part taking what it needs of a journey."""
