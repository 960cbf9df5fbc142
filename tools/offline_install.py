"""Set up cakit from this folder alone: no network is asked for anything. Type: python install.py

It makes the environment `.venv` beside this file (Python 3.11, on the kind of machine the folder was made for) and says
how to open the notebooks. A second run changes nothing that is there.
"""

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
MADE_WITH = "@python@"


def pip(*words: str) -> None:
    """Run pip in the environment, kept from every index."""
    command = [
        BIN / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--find-links",
        HERE / "wheels",
    ]
    subprocess.run([*command, "--disable-pip-version-check", *words], check=True)


def main() -> int:
    """Make the environment and say what comes next."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    if here != MADE_WITH:
        print(
            f"This folder was made for Python {MADE_WITH}; this is {here}. Run install.py with python{MADE_WITH}."
        )
        return 1
    print("Installing into .venv (about a minute) ...")
    venv.create(VENV, with_pip=True)
    pip("--require-hashes", "-r", str(HERE / "requirements.lock"))
    pip("--no-deps", str(next((HERE / "wheels").glob("cakit-*.whl"))))
    subprocess.run(
        [
            BIN / "jupyter",
            "labextension",
            "disable",
            "@jupyterlab/apputils-extension:announcements",
        ],
        check=False,
        capture_output=True,
    )
    config = VENV / "etc/jupyter/jupyter_server_config.json"  # asks nobody for extensions
    config.write_text('{"LabApp": {"extension_manager": "readonly", "news_url": null}}\n')
    print(f"Done. Next, in this folder: {BIN.relative_to(HERE) / 'jupyter'} lab notebooks")
    print("Without Python: open site/index.html in a browser.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
