using System.Text.Json.Nodes;
using Platform.Designer.Editors.Connectors;
using Platform.Designer.Editors.Shapes;

namespace Platform.Tests.Connectors;

/// <summary>What a JSON Schema says of an object, as rows and boxes of the designer.</summary>
public sealed class SchemaEditsTests
{
    private const string Schema = """{"type":"object","required":["id"],"additionalProperties":false,"properties":{"id":{"type":"string","maxLength":18},"age":{"type":"integer"}}}""";

    [Fact]
    public void Members_come_get_another_name_and_go_and_the_rest_stays()
    {
        var schema = SchemaEdits.Added(null);
        Assert.Equal("""{"type":"object","properties":{"new1":{"type":"string"}}}""", schema.ToJsonString());
        Assert.Null(SchemaEdits.Without(schema, "new1"));

        Assert.Equal("""{"type":"object","required":["number"],"additionalProperties":false,"properties":{"number":{"type":"string","maxLength":18},"age":{"type":"integer"}}}""", SchemaEdits.Renamed(Read(Schema), "id", "number").ToJsonString());
        Assert.Equal("""{"type":"object","additionalProperties":false,"properties":{"age":{"type":"integer"}}}""", SchemaEdits.Without(Read(Schema), "id")!.ToJsonString());
        Assert.Equal("""["id","age"]""", SchemaEdits.Needing(Read(Schema), "age", needed: true)["required"]!.ToJsonString());
        Assert.Equal("""["id"]""", SchemaEdits.Needing(Read(Schema), "id", needed: true)["required"]!.ToJsonString());
        Assert.Null(SchemaEdits.Needing(Read(Schema), "id", needed: false)["required"]);
        Assert.True(SchemaEdits.IsNeeded(Read(Schema), "id") && !SchemaEdits.IsNeeded(Read(Schema), "age"));
    }

    [Theory]
    [InlineData(Schema, true)]
    [InlineData("{}", true)]
    [InlineData("null", true)]
    [InlineData("true", false)]
    [InlineData("""{"type":"array"}""", false)]
    [InlineData("""{"type":["object","null"]}""", false)]
    [InlineData("""{"properties":{"a":true}}""", false)]
    [InlineData("""{"required":"a"}""", false)]
    public void What_is_no_object_of_members_is_left_to_JSON(string schema, bool expected) => Assert.Equal(expected, SchemaEdits.HasRows(JsonNode.Parse(schema)));

    [Fact]
    public void Each_member_has_the_box_of_its_type_and_what_is_not_known_is_JSON()
    {
        var members = SchemaMembers.Of(
            JsonNode.Parse("""{"properties":{"a":{"type":"string","title":"Name"},"b":{"type":"number"},"c":{"type":"boolean"},"d":{"enum":["x",1]},"e":{"type":"array"}},"required":["a"]}"""),
            Read("""{"a":"1","z":{"kept":true}}"""));
        Assert.Equal([("a", ShapeKind.Line), ("b", ShapeKind.Number), ("c", ShapeKind.YesNo), ("d", ShapeKind.Choice), ("e", ShapeKind.Json), ("z", ShapeKind.Json)], members.Select(m => (m.Name, m.Kind)));
        Assert.Equal(("Name", true), (members[0].Title, members[0].IsNeeded));
        Assert.Equal(["x", "1"], members[3].Choices.Select(c => SchemaMembers.Write(members[3], c)));
        Assert.False(SchemaMembers.HasMembers(JsonNode.Parse("{}")));
    }

    [Fact]
    public void Places_go_into_objects_and_into_the_first_entry_of_a_list() =>
        Assert.Equal(
            ["/person", "/person/name", "/rows", "/rows/0/a~1b"],
            SchemaMembers.Places(JsonNode.Parse("""{"properties":{"person":{"properties":{"name":{"type":"string"}}},"rows":{"type":"array","items":{"properties":{"a/b":{"type":"string"}}}}}}""")).Select(p => p.Pointer));

    private static JsonObject Read(string json) => (JsonObject)JsonNode.Parse(json)!;
}
