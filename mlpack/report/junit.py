"""JUnit XML, as Jenkins and GitLab read it: a suite a project, a case a file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from mlpack.report.entry import Entry, Section

# What XML 1.0 cannot hold, not even escaped.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(sections: Sequence[Section]) -> str:
    """A file that has findings has failed, whatever their severity: mlpack leaves with 1 too."""
    suites = [_suite(section) for section in sections]
    root = Xml.Element("testsuites", {"name": "mlpack", **_counts(suites)})
    root.extend(suites)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + Xml.tostring(root, encoding="unicode")


def _suite(section: Section) -> Xml.Element:
    files = dict.fromkeys((*section.files, *(entry.file for entry in section.entries)))
    cases = [_case(section, file) for file in files]
    failures = sum(case.find("failure") is not None for case in cases)
    counts = {"tests": str(len(cases)), "failures": str(failures), "errors": "0"}
    suite = Xml.Element("testsuite", {"name": _xml(section.folder), **counts})
    suite.extend(cases)
    return suite


def _case(section: Section, file: str) -> Xml.Element:
    case = Xml.Element("testcase", classname=_xml(section.folder), name=_xml(file))
    found = [entry for entry in section.entries if entry.file == file]
    if found:
        says = found[0].says if len(found) == 1 else f"{len(found)} findings"
        kind = ", ".join(dict.fromkeys(entry.rule for entry in found))
        failure = Xml.SubElement(case, "failure", message=_xml(says), type=_xml(kind))
        failure.text = _xml("\n\n".join(map(_said, found)))
    return case


def _said(entry: Entry) -> str:
    line = f":{entry.line}" if entry.line else ""
    return f"{entry.severity}: {entry.file}{line}  [{entry.rule}]\n{entry.text}"


def _counts(suites: Sequence[Xml.Element]) -> dict[str, str]:
    return {
        name: str(sum(int(suite.attrib[name]) for suite in suites))
        for name in ("tests", "failures", "errors")
    }


def _xml(text: str) -> str:
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
