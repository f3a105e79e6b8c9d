// Prints what Google's CSP Evaluator finds in a policy: node csp_evaluator.mjs POLICY
import evaluator from "csp_evaluator/dist/evaluator.js";
import finding from "csp_evaluator/dist/finding.js";
import parser from "csp_evaluator/dist/parser.js";

const policy = new parser.CspParser(process.argv[2]).csp;
const found = new evaluator.CspEvaluator(policy).evaluate();
console.log(
  JSON.stringify(
    found.map(({ severity, type, directive, value }) => ({
      severity: finding.Severity[severity],
      type: finding.Type[type],
      directive,
      value,
    })),
  ),
);
