"""The runner, on a folder made here; the kit's own files are not shipped."""

from pathlib import Path

import pytest

from creditline.exchange.dmn.read import DmnUnreadable
from creditline.exchange.dmn.tck import run_folder

MODEL = """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="test">
  <inputData id="i" name="Full Name"><variable name="Full Name" typeRef="string"/></inputData>
  <decision id="d" name="Greeting"><variable name="Greeting" typeRef="string"/>
    <informationRequirement><requiredInput href="#i"/></informationRequirement>
    <literalExpression><text>"Hello " + Full Name</text></literalExpression></decision>
  <decision id="e" name="Third"><literalExpression><text>1 / 3</text></literalExpression></decision>
</definitions>"""
CASES = """<testCases xmlns="http://www.omg.org/spec/DMN/20160719/testcase" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <modelName>greeting.dmn</modelName>
  <testCase id="001"><inputNode name="Full Name"><value xsi:type="xsd:string">Ann</value></inputNode>
    <resultNode name="Greeting" type="decision"><expected><value>Hello Ann</value></expected></resultNode></testCase>
  <testCase id="002"><inputNode name="Full Name"><value xsi:nil="true"/></inputNode>
    <resultNode name="Greeting" type="decision"><expected><value xsi:nil="true"/></expected></resultNode></testCase>
  <testCase id="003"><resultNode name="Third" type="decision"><expected><value>0.333333333333</value></expected></resultNode></testCase>
  <testCase id="004"><inputNode name="Full Name"><value>Bob</value></inputNode>
    <resultNode name="Greeting" type="decision"><expected><value>Hello Ann</value></expected></resultNode></testCase>
  <testCase id="006"><resultNode name="Greeting" type="decision"><expected><value/></expected></resultNode></testCase>
  <testCase id="007"><resultNode name="Nothing" errorResult="true" type="decision"/></testCase>
  <testCase id="005"><resultNode name="Third" type="decision"><expected><value>0.33</value></expected></resultNode></testCase>
</testCases>"""  # noqa: E501 - as such files are written


def test_cases_that_come_out_are_counted_and_the_others_say_why(tmp_path: Path) -> None:
    folder = tmp_path / "0001-greeting"
    folder.mkdir()
    (folder / "greeting.dmn").write_text(MODEL)
    (folder / "greeting-test-01.xml").write_text(CASES)
    (folder / "picture.xml").write_text("<svg/>")
    report = run_folder(tmp_path)
    assert (report.passed, report.total, report.ok) == (5, 7, False)
    assert [(failure.case, "came out as" in failure.why) for failure in report.failures] == [
        ("004", True),
        ("005", True),
    ]


def test_a_model_that_cannot_be_read_fails_all_its_cases(tmp_path: Path) -> None:
    (tmp_path / "greeting-test-01.xml").write_text(CASES)
    assert (run_folder(tmp_path).passed, run_folder(tmp_path).total) == (0, 7)


def test_an_empty_folder_is_no_success_and_a_broken_file_is_named(tmp_path: Path) -> None:
    assert not run_folder(tmp_path).ok
    (tmp_path / "broken.xml").write_text("<testCases>")
    with pytest.raises(DmnUnreadable, match=r"broken\.xml"):
        run_folder(tmp_path)
