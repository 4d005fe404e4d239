using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class FormSchemaTests
{
    private static readonly JsonObject Schema = FormSchema.ToJsonSchema(SampleForm.Form, SampleForm.Tables, "en");

    /// <summary>Rules that JSON Schema has no word for.</summary>
    private static readonly string[] Inexpressible =
        ["form.citizenId.date", "form.citizenId.future", "form.citizenId.checksum", "form.creditCode.checksum", "form.decimals", "form.personName"];

    /// <summary>Values of all sorts, right somewhere and wrong elsewhere.</summary>
    private static readonly string?[] Values =
    [
        null, "5", "-1", "0", "7.25", "1e30", "true", "false", "\"\"", "\" \"", "\"x\"", "\"person\"", "\"company\"", "\"2019-02-28\"", "\"2030-01-01\"", "\"2025-02-29\"", "\"12.50\"", "\"-0.00\"", "\"007.00\"",
        "\"-3.00\"", "\"11010519491231002X\"", "\"110105194912310021\"", "\"91350100M000100Y43\"", "\"13900139000\"", "\"0571-8888 8888\"", "\"88888888转12\"", "\"1234\"", "\"a@b.cn\"", "\"a@b\"",
        "\"330110005\"", "\"330110\"", "\"000000\"", "\"B999\"", "\"wage\"", "\"\\u0007\"", "\"line\\nline\"", "[]", "[\"food\"]", "[\"food\",\"care\"]", "[\"food\",\"food\"]", "[\"a\",\"b\",\"c\",\"d\"]", "[1]", "{}",
        "{\"division\":\"330110005\"}", "{\"division\":\"330110005\",\"detail\":\"1\"}", "{\"detail\":\"1\",\"more\":1}", "[{}]", "[{\"name\":\"ab\",\"born\":\"2000-01-01\"}]",
        "[{\"source\":\"rent\",\"amount\":\"1.00\"}]", $"\"{new string('长', 250)}\"",
    ];

    [Fact]
    public void A_schema_is_one_of_2020_12_and_speaks_the_language_asked_for()
    {
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)Schema["$schema"]);
        Assert.Equal("Applicant type", (string?)Schema["properties"]!["kind"]!["title"]);
        Assert.Equal("申请人类型", (string?)FormSchema.ToJsonSchema(SampleForm.Form, SampleForm.Tables, "zh-CN")["properties"]!["kind"]!["title"]);
        Assert.True((bool)Schema["properties"]!["total"]!["readOnly"]!);
        Assert.Equal("GB 11643", (string?)Schema["properties"]!["idNumber"]!["x-checksum"]);
        Assert.EndsWith("‘Years’ is less than 16", (string?)Schema["properties"]!["members"]!["items"]!["properties"]!["school"]!["x-requiredWhen"]!["text"], StringComparison.Ordinal);
        Assert.Contains("applicantName", Schema["required"]!.AsArray().Select(r => (string?)r));
    }

    [Fact]
    public void Ajv_and_the_validator_agree_on_samples_of_all_sorts()
    {
        var samples = Samples().ToList();
        var verdicts = Ajv.Check(Schema, samples.Select(s => s.ToJson()));

        var (rightBoth, wrongBoth) = (0, 0);
        foreach (var (sample, verdict) in samples.Zip(verdicts))
        {
            var problems = SampleForm.Validate(sample);
            if (problems.Count == 0)
            {
                Assert.True(verdict is null, $"The validator accepts what ajv refuses: {verdict}\n{sample}");
                rightBoth++;
            }
            else if (problems.FirstOrDefault(IsExpressible) is { } problem)
            {
                Assert.True(verdict is not null, $"Ajv accepts what the validator refuses: {problem.Code} at {problem.Field}\n{sample}");
                wrongBoth++;
            }
        }

        Assert.True(rightBoth > 100 && wrongBoth > 300, $"{rightBoth} right, {wrongBoth} wrong of {samples.Count}");
    }

    [Theory]
    [InlineData("""{"op":"compare","field":"n","is":"less","value":6}""")]
    [InlineData("""{"op":"compare","field":"n","is":"greaterOrEqual","value":5.5}""")]
    [InlineData("""{"op":"compare","field":"k","is":"notEquals","value":"x"}""")]
    [InlineData("""{"op":"compare","field":"b","is":"equals","value":true}""")]
    [InlineData("""{"op":"compare","field":"scenario.place","is":"equals","value":"bath"}""")]
    [InlineData("""{"op":"compare","field":"home.division","is":"equals","value":"33"}""")]
    [InlineData("""{"op":"in","field":"k","values":["x","y"]}""")]
    [InlineData("""{"op":"isEmpty","field":"k"}""")]
    [InlineData("""{"op":"isEmpty","field":"r"}""")]
    [InlineData("""{"op":"not","condition":{"op":"contains","field":"cs","value":"x"}}""")]
    [InlineData("""{"op":"any","conditions":[{"op":"contains","field":"cs","value":"x"},{"op":"compare","field":"n","is":"greater","value":5}]}""")]
    [InlineData("""{"op":"all","conditions":[{"op":"contains","field":"cs","value":"x"},{"op":"compare","field":"n","is":"greater","value":5}]}""")]
    [InlineData("""{"op":"anyItem","repeat":"r","where":{"op":"compare","field":"m","is":"less","value":6}}""")]
    [InlineData("""{"op":"everyItem","repeat":"r","where":{"op":"compare","field":"m","is":"less","value":6}}""")]
    [InlineData("""{"op":"count","repeat":"r","is":"equals","value":2}""")]
    [InlineData("""{"op":"count","repeat":"r","is":"notEquals","value":0}""")]
    [InlineData("""{"op":"count","repeat":"r","is":"less","value":1}""")]
    [InlineData("""{"op":"count","repeat":"r","is":"less","value":0}""")]
    [InlineData("""{"op":"count","repeat":"r","is":"greater","value":1}""")]
    [InlineData("""{"op":"count","repeat":"r","is":"lessOrEqual","value":1,"where":{"op":"compare","field":"m","is":"less","value":6}}""")]
    public void A_condition_said_in_schema_holds_exactly_when_it_holds(string json)
    {
        var condition = JsonSerializer.Deserialize<Condition>(json, ModelJson.Options)!;
        var form = Conditional(condition);
        var schema = new ConditionSchema(FormIndex.Of(form)).TryWrite(condition, scope: null);
        Assert.NotNull(schema);
        Answers[] samples =
        [
            .. new[]
            {
                "{}", """{"n":5}""", """{"n":6,"k":"x"}""", """{"n":5.5,"k":"z","b":true}""", """{"b":false,"cs":["x","y"],"k":"y"}""", """{"cs":["y"]}""", """{"cs":["x"],"n":7}""", """{"r":[]}""",
                """{"r":[{"m":3}]}""", """{"r":[{"m":3},{"m":9}]}""", """{"r":[{"m":8},{}]}""", """{"r":[{"m":1},{"m":2},{"m":9}]}""", """{"scenario":{"place":"bath"}}""", """{"scenario":{}}""",
                """{"home":{"division":"33","detail":"1"}}""",
            }.Select(s => Answers.Parse(s)),
        ];

        var verdicts = Ajv.Check(schema, samples.Select(s => s.ToJson()));

        Assert.Equal(samples.Select(s => ConditionRules.Evaluate(condition, s)), verdicts.Select(v => v is null));
    }

    [Theory]
    [InlineData("""{"op":"compare","field":"money","is":"equals","value":5}""")]
    [InlineData("""{"op":"compare","field":"day","is":"less","value":"2025-01-01"}""")]
    [InlineData("""{"op":"compare","field":"n","is":"less","other":"n2"}""")]
    [InlineData("""{"op":"compare","field":"n2","is":"less","value":5}""")]
    [InlineData("""{"op":"anyItem","repeat":"r","where":{"op":"compare","field":"n","is":"less","value":6}}""")]
    [InlineData("""{"op":"not","condition":{"op":"contains","field":"k","value":"x"}}""")]
    public void What_schema_cannot_say_is_not_said(string json)
    {
        var condition = JsonSerializer.Deserialize<Condition>(json, ModelJson.Options)!;
        var form = Conditional(condition);

        Assert.Null(new ConditionSchema(FormIndex.Of(form)).TryWrite(condition, scope: null));
        Assert.NotNull(FormSchema.ToJsonSchema(form, CodeTables.None, "en")["properties"]!["asked"]!["x-requiredWhen"]!["condition"]);
    }

    private static Form Conditional(Condition condition) => JsonSerializer.Deserialize<Form>($$"""
        { "key": "f", "pages": [ { "key": "p", "title": "p", "sections": [ { "key": "s", "elements": [
          { "key": "n", "type": "number", "label": "n" }, { "key": "k", "type": "text", "label": "k" }, { "key": "b", "type": "boolean", "label": "b" },
          { "key": "cs", "type": "choices", "label": "cs", "options": [ { "value": "x", "label": "x" }, { "value": "y", "label": "y" } ] },
          { "key": "money", "type": "money", "label": "m" }, { "key": "day", "type": "date", "label": "d" }, { "key": "home", "type": "address", "label": "h" },
          { "key": "n2", "type": "number", "label": "n2", "calculated": { "op": "field", "field": "n" } },
          { "key": "r", "type": "repeat", "label": "r", "elements": [ { "key": "m", "type": "number", "label": "m" } ] },
          { "key": "asked", "type": "text", "label": "asked", "required": {{JsonSerializer.Serialize(condition, ModelJson.Options)}} }
        ] } ] } ] }
        """, ModelJson.Options)!;

    /// <summary>Right answers changed in one to three places.</summary>
    private static IEnumerable<Answers> Samples()
    {
        yield return SampleForm.Right;
        var random = new Random(20250303);
        var paths = Paths(SampleForm.Right.ToJson(), "").Append("creditCode").Append("surprise").Append("members[0].surprise").ToList();
        for (var i = 0; i < 1500; i++)
        {
            var answers = SampleForm.Right;
            for (var changes = random.Next(1, 4); changes > 0; changes--)
            {
                try
                {
                    answers = answers.With(paths[random.Next(paths.Count)], Values[random.Next(Values.Length)] is { } value ? JsonNode.Parse(value) : null);
                }
                catch (FormatException)
                {
                    // An earlier change took away the place of this one.
                }
            }

            yield return SampleForm.Compiled.Settle(answers, SampleForm.Today);
        }
    }

    private static IEnumerable<string> Paths(JsonNode? node, string path) => node switch
    {
        JsonObject parts => parts.SelectMany(p => Paths(p.Value, path.Length == 0 ? p.Key : $"{path}.{p.Key}")).Concat(path.Length == 0 ? [] : [path]),
        JsonArray items when items.Any(i => i is JsonObject) => items.SelectMany((item, i) => Paths(item, $"{path}[{i}]")).Append(path),
        _ => [path],
    };

    private static bool IsExpressible(Problem problem)
    {
        if (Inexpressible.Contains(problem.Code))
        {
            return false;
        }

        JsonNode? schema = Schema;
        foreach (var step in FieldPath.Parse(problem.Field!).Steps)
        {
            schema = step.Name is { } name ? schema?["properties"]?[name] : schema?["items"];
        }

        return problem.Code switch
        {
            "form.required" => schema?["x-requiredWhen"] is null,
            "form.range" => schema?["x-minimum"] is null && schema?["x-maximum"] is null,
            _ => true,
        };
    }
}
