"""What the standard library raises for zip archives, as workbooks are, that cannot be read."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib

DAMAGED_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, OSError, ValueError)
"""For archives that are cut off, overwritten, or packed in ways no workbook is. The OSError is that of a place before the file's
beginning: around the opening of the file itself it would mean something else."""
