using System.Text.Json;
using Platform.Model.Connectors;

namespace Platform.Tests.Connectors;

public sealed class JsonShapeTests
{
    [Theory]
    [InlineData("""{"type":"object","required":["a"]}""", """{"b":1}""", "x.a")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer","minimum":1,"maximum":9}}}""", """{"a":0}""", "x.a")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}}}""", """{"a":1.5}""", "x.a")]
    [InlineData("""{"type":"object","properties":{"a":{}},"additionalProperties":false}""", """{"a":1,"b":2}""", "x.b")]
    [InlineData("""{"type":"array","items":{"type":"string","minLength":2},"maxItems":3}""", """["ab","c"]""", "x[1]")]
    [InlineData("""{"type":"array","maxItems":1}""", """[1,2]""", "x")]
    [InlineData("""{"type":["string","null"],"pattern":"^a+$"}""", "\"ab\"", "x")]
    [InlineData("""{"enum":["a",1]}""", "2", "x")]
    [InlineData("""{"const":{"a":[1]}}""", """{"a":[2]}""", "x")]
    [InlineData("""{"maxLength":1}""", "\"𠮷𠮷\"", "x")]
    public void What_breaks_a_schema_is_named_by_its_path(string schema, string value, string path) =>
        Assert.Equal([path], JsonShape.Check(JsonElement.Parse(schema), JsonElement.Parse(value), "x").Select(p => p.Field));

    [Theory]
    [InlineData("""{"type":["string","null"],"pattern":"^a+$"}""", "null")]
    [InlineData("""{"type":"integer","maximum":9}""", "9.0")]
    [InlineData("""{"maxLength":2}""", "\"𠮷𠮷\"")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"boolean"}},"additionalProperties":{"type":"number"}}""", """{"a":true,"b":2}""")]
    [InlineData("true", "17")]
    public void What_fits_passes(string schema, string value)
    {
        Assert.Empty(JsonShape.CheckSchema(JsonElement.Parse(schema), "s"));
        Assert.Empty(JsonShape.Check(JsonElement.Parse(schema), JsonElement.Parse(value), "x"));
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"oneOf":[]}}}""", "s.properties.a.oneOf")]
    [InlineData("""{"$ref":"#/a"}""", "s.$ref")]
    [InlineData("""{"type":"date"}""", "s.type")]
    [InlineData("""{"minLength":-1}""", "s.minLength")]
    [InlineData("""{"pattern":"("}""", "s.pattern")]
    [InlineData("""{"pattern":"(a)\\1"}""", "s.pattern")]
    [InlineData("""{"properties":[]}""", "s.properties")]
    [InlineData("""{"items":3}""", "s.items")]
    public void A_schema_that_cannot_be_checked_is_refused(string schema, string path) =>
        Assert.Equal([path], JsonShape.CheckSchema(JsonElement.Parse(schema), "s").Select(p => p.Field));
}
