"""The rules of credit, pure: the grade, the class that holds, the lists."""
