"""What mlpack writes, measured beside what an expert writes by hand; see README.md."""
