"""Wrong answers to the exercises of chapter 18, as students write them.

**For authors.** Let somebody who has read only the prompts write fifteen for each exercise. Each is
a function with a docstring that says what was done, under a line that names the exercise:
`@attempt("detection.first", told="")`.
"""
