"""``python -m fourline`` is ``fourline``."""

from .cli import main

if __name__ == "__main__":
    main()
