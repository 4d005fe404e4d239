using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Server.Definitions.Designer;

/// <summary>Addresses of the designer.</summary>
internal static class DesignerUrl
{
    public const string Home = "/designer";

    public static string HomeOf(LocalityCode locality, InventoryFilter? filter = null)
    {
        var parts = new List<string> { $"locality={locality.Value}" };
        Add("kind", filter?.Kind is { } kind ? Words.Of(kind) : null);
        Add("state", filter?.State);
        Add("q", filter?.Text);
        return $"{Home}?{string.Join('&', parts)}";

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }

    public static string Of(DefinitionName name, string? view = null) =>
        $"{Home}/{Words.Of(name.Kind)}/{Uri.EscapeDataString(name.Key)}?locality={name.Owner.Value}{(view is null ? "" : "&view=" + view)}";

    /// <summary>Where the draft of a form is shown as residents will see it.</summary>
    public static string PreviewOf(DefinitionName name) => $"{Home}/preview/form/{Uri.EscapeDataString(name.Key)}?locality={name.Owner.Value}";
}
