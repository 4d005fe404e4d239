using System.Text.Json;
using Platform.Model.Connectors;

namespace Platform.Tests.Connectors;

public sealed class JsonMappingTests
{
    [Fact]
    public void Members_go_where_they_are_sent_and_what_is_not_there_is_left_out()
    {
        var mapping = new Dictionary<string, string> { ["/a/b"] = "/list/1/x", ["/a/c~1d"] = "/m~0n", ["/none"] = "/list/7", ["/all"] = "" };
        Assert.Empty(JsonMapping.Check(mapping, "m"));
        var source = JsonElement.Parse("""{"list":[0,{"x":[1,2]}],"m~n":"v"}""");
        Assert.Equal("""{"a":{"b":[1,2],"c/d":"v"},"all":{"list":[0,{"x":[1,2]}],"m~n":"v"}}""", JsonMapping.Apply(mapping, source).GetRawText());
    }

    [Theory]
    [InlineData("a", "/b", "m.a")]
    [InlineData("", "/b", "m.")]
    [InlineData("/a", "b", "m./a")]
    public void A_pointer_that_is_none_is_named(string to, string from, string field) =>
        Assert.Equal([field], JsonMapping.Check(new Dictionary<string, string> { [to] = from }, "m").Select(p => p.Field));

    [Fact]
    public void A_member_cannot_go_into_another_that_is_put_there_too() =>
        Assert.Equal(["m./a/b"], JsonMapping.Check(new Dictionary<string, string> { ["/a"] = "/x", ["/a/b"] = "/y" }, "m").Select(p => p.Field));
}
