using System.Text.Json.Nodes;
using Platform.Designer.Editors.Flows;
using Platform.Model;
using Platform.Model.Flows;

namespace Platform.Tests.Editing;

public sealed partial class FlowEditsTests
{
    [Fact]
    public void Ports_follow_from_what_is_filled_in()
    {
        var decide = Step("Platform.Decide");
        var activity = new JsonObject { ["outcomes"] = StepValues.Write(StepEditor.Outcomes, new JsonArray("Grant")) };
        Assert.Equal(["Granted"], FlowChart.PortsOf(activity, decide).Select(p => p.Key));
        Assert.Equal(["Granted", "Denied"], FlowChart.PortsOf([], decide).Select(p => p.Key));
        Assert.Equal([StepOutcome.DoneKey], FlowChart.PortsOf([], null).Select(p => p.Key));
    }

    [Theory]
    [InlineData(StepEditor.Role, "acceptance-officer", """{"typeName":"String","expression":{"type":"Literal","value":"acceptance-officer"}}""")]
    [InlineData(StepEditor.Number, "5", """{"typeName":"Int32","expression":{"type":"Literal","value":5}}""")]
    [InlineData(StepEditor.Texts, "a\n b \n", """{"typeName":"Object","expression":{"type":"Object","value":"[\"a\",\"b\"]"}}""")]
    [InlineData(StepEditor.Signers, """[{"role":"x"}]""", """{"typeName":"Object","expression":{"type":"Object","value":"[{\"role\":\"x\"}]"}}""")]
    [InlineData(StepEditor.Text, "", null)]
    public void Values_are_written_as_Elsa_writes_them(StepEditor editor, string typed, string? json)
    {
        Assert.True(StepValues.TryRead(editor, typed, out var value));
        Assert.Equal(json, StepValues.Write(editor, value)?.ToJsonString(ModelJson.Options));
    }

    [Fact]
    public void A_typed_null_is_a_value_of_a_step_and_no_text_is_none()
    {
        Assert.True(StepValues.TryRead(StepEditor.Json, "null", out var typed));
        Assert.Equal("null", StepValues.TextOf(StepValues.Write(StepEditor.Json, typed)));
        Assert.True(StepValues.TryRead(StepEditor.Json, "", out var none));
        Assert.Null(StepValues.Write(StepEditor.Json, none));
        Assert.False(StepValues.TryRead(StepEditor.Json, """{"a":1,"a":2}""", out _));
    }

    [Fact]
    public void What_every_step_writes_is_read_back_and_expressions_are_kept()
    {
        var script = StepValues.WriteExpression(StepEditor.Role, "JavaScript", "pick()");
        Assert.Equal(("JavaScript", "pick()", null), (StepValues.KindOf(script), StepValues.TextOf(script), StepValues.Literal(script)));
        var list = StepValues.Write(StepEditor.Outcomes, new JsonArray("A", "B"));
        Assert.Equal("Literal", StepValues.KindOf(list));
        Assert.Equal(2, StepValues.Literal(list)!.Value.GetArrayLength());
        Assert.Null(StepValues.Literal(JsonNode.Parse("""{"typeName":"Object","expression":{"type":"Object","value":"{"}}""")));
    }

    [Theory]
    [InlineData("JavaScript", "getVariable('Fee') + variables.Fee * getFee() // Fee", "getVariable('Sum') + variables.Sum * getSum() // Fee")]
    [InlineData("JavaScript", "setVariable( \"Fee\", variables[\"Fee\"]); setFee(1)", "setVariable( \"Sum\", variables[\"Sum\"]); setSum(1)")]
    [InlineData("JavaScript", "variables.Fees + my.variables.Fee + 'variables.Fee' + Fee + getFees() + `${variables.Fee}`", "variables.Fees + my.variables.Fee + 'variables.Fee' + Fee + getFees() + `${variables.Sum}`")]
    [InlineData("JavaScript", "/* variables.Fee */ variables . Fee", "/* variables.Fee */ variables . Sum")]
    [InlineData("Liquid", "{{ Variables.Fee }} {{ Variables.Fees }} {{ Input.Fee }} {{ Variables[\"Fee\"] }}", "{{ Variables.Sum }} {{ Variables.Fees }} {{ Input.Fee }} {{ Variables[\"Sum\"] }}")]
    [InlineData("Literal", "variables.Fee", "variables.Fee")]
    public void A_renamed_variable_is_followed_into_scripts_and_texts(string kind, string text, string expected)
    {
        var document = WithVariable(FlowJson.Input("String", kind, text));
        FlowVariables.Rename(document, FlowVariables.List.Entry(document["variables"]!.AsArray(), 0), "Sum");
        Assert.Equal(expected, document["root"]!["activities"]![0]!["value"]!["expression"]!["value"]!.GetValue<string>());
    }

    [Fact]
    public void A_renamed_variable_is_followed_into_inputs_and_outputs_but_not_into_another_of_its_name()
    {
        var document = WithVariable(FlowJson.Input("Object", "Variable", new JsonObject { ["id"] = "fee-id", ["name"] = "Fee" }));
        var steps = document["root"]!["activities"]!.AsArray();
        steps[0]!["variable"] = StepValues.WriteVariable("fee-id", "Fee");
        steps[0]!["result"] = FlowJson.Output("Object", "fee-id");
        steps[0]!["outputs"] = new JsonObject { ["fee"] = FlowJson.Output("Object", "Fee") };
        steps.Add(new JsonObject { ["id"] = "own", ["type"] = "Elsa.Sequence", ["variables"] = new JsonArray(FlowJson.Variable("Fee", "Int32")), ["value"] = FlowJson.Script("Object", "variables.Fee") });
        FlowVariables.Rename(document, FlowVariables.List.Entry(document["variables"]!.AsArray(), 0), "Sum");
        Assert.Equal(("Sum", "Sum"), (document["variables"]![0]!["id"]!.GetValue<string>(), document["variables"]![0]!["name"]!.GetValue<string>()));
        Assert.Equal("Sum", StepValues.VariableOf(steps[0]!["variable"]));
        Assert.Equal("Sum", StepValues.VariableOf(steps[0]!["value"]));
        Assert.Equal(("Sum", "Sum"), (FlowVariables.TargetOf(document, steps[0]!["result"]), FlowVariables.IdOf(document, "Sum")));
        Assert.Equal(("", "gone", "gone"), (FlowVariables.TargetOf(document, null), FlowVariables.TargetOf(document, FlowJson.Output("Object", "gone")), FlowVariables.IdOf(document, "gone")));
        Assert.Equal("Sum", steps[0]!["result"]!["memoryReference"]!["id"]!.GetValue<string>());
        Assert.Equal("Sum", steps[0]!["outputs"]!["fee"]!["memoryReference"]!["id"]!.GetValue<string>());
        Assert.Equal("variables.Fee", steps[1]!["value"]!["expression"]!["value"]!.GetValue<string>());
        Assert.True(FlowVariables.IsName("金额_1") && !FlowVariables.IsName("a-b") && !FlowVariables.IsName("1a"));
    }

    private static JsonObject WithVariable(JsonNode value) => new()
    {
        ["variables"] = new JsonArray(new JsonObject { ["id"] = "fee-id", ["name"] = "Fee" }),
        ["root"] = new JsonObject { ["id"] = "flow", ["type"] = "Elsa.Sequence", ["activities"] = new JsonArray(new JsonObject { ["id"] = "set", ["type"] = "Elsa.SetVariable", ["value"] = value }) },
    };
}
