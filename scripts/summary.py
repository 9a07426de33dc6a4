#!/usr/bin/env python3
"""Reads the JUnit files that ctest left in a folder: what was skipped and why, and how many passed.

Usage: summary.py FOLDER. Writes FOLDER/summary.txt and prints it without its last line, which is
"N passed, N failed, N skipped". Exits 1 if a test failed.
"""

import pathlib
import re
import sys
import xml.etree.ElementTree as xml

NAMES_PER_REASON = 8


def reason_of(case):
    """GoogleTest prints "file:line: Skipped" and the reason below; other tests "SKIPPED: reason"."""
    output = case.findtext("system-out") or ""
    match = re.search(r"\bSkipped\n(.+)", output) or re.search(r"SKIPPED: (.+)", output)
    return match.group(1).strip() if match else "no reason given"


def main():
    folder = pathlib.Path(sys.argv[1])
    passed, failed, skipped = [], [], {}
    for report in sorted(folder.glob("*.xml")):
        for case in xml.parse(report).getroot().iter("testcase"):
            name = f"{report.stem}: {case.get('name')}"
            if case.find("failure") is not None or case.get("status") == "fail":
                failed.append(name)
            elif case.find("skipped") is not None:
                skipped.setdefault(reason_of(case), []).append(name)
            else:
                passed.append(name)
    steps = folder / "skipped_steps.txt"
    for line in steps.read_text().splitlines() if steps.exists() else []:
        name, reason = line.split("\t", 1)
        skipped.setdefault(reason, []).append(name)

    lines = [f"FAILED: {name}" for name in failed]
    count = sum(len(names) for names in skipped.values())
    lines.append(f"SKIPPED: {count}" if count else "SKIPPED: nothing")
    for reason, names in sorted(skipped.items()):
        lines.append(f"  {len(names)} because {reason}")
        lines += [f"      {name}" for name in names[:NAMES_PER_REASON]]
        if len(names) > NAMES_PER_REASON:
            lines.append(f"      and {len(names) - NAMES_PER_REASON} more")
    print("\n".join(lines))
    lines.append(f"{len(passed)} passed, {len(failed)} failed, {count} skipped")
    (folder / "summary.txt").write_text("\n".join(lines) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
