from .page import write_brief as write_brief
from .publishing import write_index as write_index
from .sentences import answer as answer
from .terminal import terminal_summary as terminal_summary
