using Platform.Designer.Editors;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Designer;

/// <summary>Addresses of the home of a locality, with what is looked for there.</summary>
internal static class DesignerUrl
{
    public static string HomeOf(LocalityCode locality, InventoryFilter? filter = null)
    {
        var parts = new List<string> { $"locality={locality.Value}" };
        Add("kind", filter?.Kind is { } kind ? Words.Of(kind) : null);
        Add("state", filter?.State);
        Add("q", filter?.Text);
        return $"{EditorUrl.Home}?{string.Join('&', parts)}";

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }
}
