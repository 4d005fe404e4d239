using System.Text.Json;
using Fluid;
using Fluid.Values;
using Platform.Model;

namespace Platform.Server.Hosting;

/// <summary>Shows JSON to Liquid without copying it; an object that is a text in several languages shows the one of the culture.</summary>
internal static class LiquidValues
{
    public static FluidValue Of(JsonElement json, string culture) => json.ValueKind switch
    {
        JsonValueKind.String => new StringValue(json.GetString()!),
        JsonValueKind.Number => NumberValue.Create(json.TryGetDecimal(out var number) ? number : 0),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        JsonValueKind.Array => new ArrayValue([.. json.EnumerateArray().Select(e => Of(e, culture))]),
        JsonValueKind.Object => json.TryGetProperty(LocalizedText.Chinese, out _)
            ? new StringValue(json.Deserialize<LocalizedText>(ModelJson.Options)!.In(culture))
            : new DictionaryValue(new Members(json, culture)),
        _ => NilValue.Instance,
    };

    private sealed class Members(JsonElement json, string culture) : IFluidIndexable
    {
        public int Count => json.EnumerateObject().Count();

        public IEnumerable<string> Keys => json.EnumerateObject().Select(m => m.Name);

        public bool TryGetValue(string name, out FluidValue value)
        {
            var found = json.TryGetProperty(name, out var member);
            value = found ? Of(member, culture) : NilValue.Instance;
            return found;
        }
    }
}
