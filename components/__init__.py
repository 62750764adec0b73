"""What is drawn. `KINDS` is every kind of chart that a page can name."""

from components.bar import Bar
from components.box import Box
from components.category import Category
from components.density import Density
from components.grid import Grid, Matrix
from components.heat import Heat
from components.line import Line
from components.point import Point
from components.scatter import Scatter
from components.series import Series
from components.stack import Stack
from components.view import View

KINDS: dict[str, type[View]] = {
    kind.__name__.lower(): kind
    for kind in (Bar, Box, Category, Density, Grid, Heat, Line, Matrix, Point, Scatter, Series, Stack)
}
