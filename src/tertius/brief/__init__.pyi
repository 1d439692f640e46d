from .index import write_index as write_index
from .page import write_brief as write_brief
from .sentences import answer as answer
from .terminal import terminal_summary as terminal_summary
