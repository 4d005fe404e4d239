using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

public sealed class FormJsonTests
{
    [Fact]
    public void A_form_survives_being_read_and_written()
    {
        var once = JsonSerializer.Serialize(SampleForm.Form, ModelJson.Options);
        var twice = JsonSerializer.Serialize(JsonSerializer.Deserialize<Form>(once, ModelJson.Options), ModelJson.Options);

        Assert.Equal(once, twice);
        Assert.True(JsonNode.DeepEquals(Essence(JsonNode.Parse(SampleForm.Json)!), Essence(JsonNode.Parse(once)!)), once);
    }

    [Fact]
    public void Unknown_members_survive_everywhere()
    {
        var form = JsonNode.Parse(SampleForm.Json)!.AsObject();
        var objects = 0;
        foreach (var part in Parts(form).ToList())
        {
            part[$"x-extra{objects}"] = new JsonObject { ["n"] = objects++ };
        }

        var written = JsonSerializer.SerializeToNode(form.Deserialize<Form>(ModelJson.Options), ModelJson.Options)!;

        var survivors = Parts(written).SelectMany(p => p.Select(m => m.Key)).Where(k => k.StartsWith("x-extra", StringComparison.Ordinal));
        Assert.Equal(objects, survivors.Distinct().Count());
        Assert.True(objects > 60, $"{objects}");
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("false", null)]
    [InlineData("""{"op":"isEmpty","field":"a"}""", """{"op":"isEmpty","field":"a"}""")]
    public void Required_is_true_false_or_a_condition(string json, string? written)
    {
        var field = JsonSerializer.Deserialize<FormElement>($$"""{"key":"k","type":"text","required":{{json}}}""", ModelJson.Options)!;

        Assert.Equal(written, JsonSerializer.SerializeToNode(field, ModelJson.Options)!["required"]?.ToJsonString());
    }

    [Theory]
    [InlineData("5")]
    [InlineData("\"2025-03-01\"")]
    [InlineData("\"today\"")]
    [InlineData("\"today+30d\"")]
    [InlineData("\"today-18y\"")]
    public void A_limit_is_written_as_it_was_read(string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<Bound>(json, ModelJson.Options), ModelJson.Options));

    [Theory]
    [InlineData("\"tomorrow\"")]
    [InlineData("\"today+9999999999d\"")]
    [InlineData("\"today+5000y\"")]
    [InlineData("\"2025-02-30\"")]
    [InlineData("{}")]
    public void What_is_no_limit_is_refused(string json) => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Bound>(json, ModelJson.Options));

    [Fact]
    public void A_moving_limit_follows_the_day() => Assert.Equal(new DateOnly(2007, 3, 3), Bound.Parse("today-18y").DayAt(SampleForm.Today));

    private static IEnumerable<JsonObject> Parts(JsonNode? node) => node switch
    {
        // Texts are objects of culture to string, in which every member is known.
        JsonObject text when text.ContainsKey("zh-CN") => [],
        JsonObject part => part.Where(m => !m.Key.StartsWith("x-", StringComparison.Ordinal)).SelectMany(m => Parts(m.Value)).Prepend(part),
        JsonArray list => list.SelectMany(Parts),
        _ => [],
    };

    /// <summary>Leaves out the defaults that writing adds, spells texts out, and puts all members in order.</summary>
    private static JsonNode Essence(JsonNode node)
    {
        switch (node)
        {
            case JsonObject part:
                string[] defaults = ["mustBeTrue", "editable", "minItems", "separator", "schemaVersion"];
                var kept = part.Where(m => !(defaults.Contains(m.Key) && m.Value!.ToJsonString() is "false" or "true" or "0" or "1" or "\"\"") && m.Value is not (JsonArray { Count: 0 } or JsonObject { Count: 0 }))
                    .OrderBy(m => m.Key, StringComparer.Ordinal)
                    .Select(m => KeyValuePair.Create(m.Key, m.Key == "unit" && m.Value is JsonValue text ? new JsonObject { ["zh-CN"] = text.DeepClone() } : (JsonNode?)Essence(m.Value!)));
                return new JsonObject(kept);
            case JsonArray list:
                return new JsonArray([.. list.Select(i => (JsonNode?)Essence(i!))]);
            default:
                return node.DeepClone();
        }
    }
}
