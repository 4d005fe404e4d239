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

    [Fact]
    public void A_long_list_of_wrong_items_is_told_of_no_further_than_anybody_reads()
    {
        var many = JsonSerializer.SerializeToElement(Enumerable.Repeat("b", 20_000));
        Assert.Equal(50, JsonShape.Check(JsonElement.Parse("""{"items":{"pattern":"^a+$"}}"""), many, "x").Count);
        var members = JsonSerializer.SerializeToElement(Enumerable.Range(0, 200).ToDictionary(i => $"k{i}", _ => 1));
        Assert.Equal(50, JsonShape.Check(JsonElement.Parse("""{"additionalProperties":false}"""), members, "x").Count);
        Assert.Equal(50, JsonShape.CheckSchema(JsonSerializer.SerializeToElement(Enumerable.Range(0, 200).ToDictionary(i => $"k{i}", _ => 1)), "s").Count);
    }

    [Fact]
    public void A_pattern_is_prepared_once_however_many_values_it_is_asked_of()
    {
        var schema = JsonElement.Parse("""{"items":{"pattern":"^(?:[a-z0-9]{1,40}-){1,20}[a-z]{2,30}$"}}""");
        var values = JsonSerializer.SerializeToElement(Enumerable.Range(0, 2_000).Select(i => $"a{i}-bc"));
        JsonShape.Check(schema, values, "x");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(JsonShape.Check(schema, values, "x"));
        // Preparing it takes some hundred kilobytes each time.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
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
