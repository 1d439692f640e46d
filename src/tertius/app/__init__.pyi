from .given import Given as Given
from .serving import serve as serve
from .site import make_site as make_site
