from .layout import default_path as default_path
from .ledger import LedgerLine as LedgerLine
from .store import Store as Store
