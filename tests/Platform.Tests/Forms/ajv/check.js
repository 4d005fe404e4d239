// Reads {"schema": …, "samples": [ … ]} from the input and prints, for each sample, null or why it does not meet the schema.
"use strict";
const Ajv = require("ajv/dist/2020");
const addFormats = require("ajv-formats");

const { schema, samples } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allErrors: false });
addFormats(ajv);
for (const keyword of ["x-type", "x-unit", "x-checksum", "x-minimum", "x-maximum", "x-decimals", "x-codeTable", "x-accept", "x-requiredWhen", "x-visibleWhen"]) {
  ajv.addKeyword(keyword);
}
const validate = ajv.compile(schema);
console.log(JSON.stringify(samples.map(s => (validate(s) ? null : ajv.errorsText(validate.errors)))));
