using System.Text.Json;
using Platform.Designer.Editors.Frame;
using Platform.Model.Definitions;
using Platform.Model.Localities;

namespace Platform.Designer.Editors;

/// <summary>Addresses of the designer.</summary>
public static class EditorUrl
{
    public const string Home = "/designer";

    /// <summary>An empty list of items to fill in.</summary>
    public const string ItemListTemplate = Home + "/items/template.xlsx";

    public static string HomeOf(LocalityCode locality) => $"{Home}?locality={locality.Value}";

    /// <summary>Where a place below another one is opened.</summary>
    public static string NewPlaceBelow(LocalityCode above) => $"{Home}/localities/new?above={above.Value}";

    /// <summary>The places below another one, to be renamed, closed and opened again.</summary>
    public static string PlacesBelow(LocalityCode above) => $"{Home}/localities?above={above.Value}";

    /// <summary>Template packages to install for a locality.</summary>
    public static string GalleryOf(LocalityCode locality) => $"{Home}/templates?locality={locality.Value}";

    /// <summary>Where a template package is made of what is in force in a locality.</summary>
    public static string PackOf(LocalityCode locality) => $"{Home}/templates/pack?locality={locality.Value}";

    /// <summary>Definitions of a locality as files: export and import.</summary>
    public static string FilesOf(LocalityCode locality) => $"{Home}/files?locality={locality.Value}";

    /// <param name="item">Only this one and what it needs; null = everything.</param>
    public static string FilesExportOf(LocalityCode locality, string? item = null) => $"{Home}/files/export.zip?locality={locality.Value}{(item is null ? "" : "&item=" + Uri.EscapeDataString(item))}";

    /// <summary>The items of a locality as a spreadsheet: export and import.</summary>
    public static string ItemListOf(LocalityCode locality) => $"{Home}/items/import?locality={locality.Value}";

    /// <param name="format">xlsx or csv.</param>
    public static string ItemListExportOf(LocalityCode locality, string format) => $"{Home}/items/list.{format}?locality={locality.Value}";

    /// <summary>Where what a locality is editing is published together.</summary>
    public static string SelectionOf(LocalityCode locality) => $"{Home}/publish?locality={locality.Value}";

    /// <summary>Where open cases are put onto the version of a flow that is in force.</summary>
    public static string MovesOf(DefinitionName flow) => $"{Home}/flow/{Uri.EscapeDataString(flow.Key)}/moves?locality={flow.Owner.Value}";

    /// <summary>Everything of a place that is behind what is above it.</summary>
    public static string AboveOf(LocalityCode locality) => $"{Home}/above?locality={locality.Value}";

    /// <param name="view">One of <see cref="EditorFrame"/>; null = where it is edited.</param>
    public static string Of(DefinitionName name, string? view = null)
    {
        var page = $"{Home}/{KindWord(name.Kind)}/{Uri.EscapeDataString(name.Key)}";
        return view == EditorFrame.TryView ? $"{page}/try?locality={name.Owner.Value}" : $"{page}?locality={name.Owner.Value}{(view is null ? "" : "&view=" + view)}";
    }

    /// <summary>Where the draft of a form, of a question by itself, or of a site is shown as residents will see it.</summary>
    public static string PreviewOf(DefinitionName name) => $"{Home}/preview/{KindWord(name.Kind is DefinitionKind.Question or DefinitionKind.Site ? name.Kind : DefinitionKind.Form)}/{Uri.EscapeDataString(name.Key)}?locality={name.Owner.Value}";

    /// <summary>The JSON Schema of the files of a kind.</summary>
    public static string SchemaOf(DefinitionKind kind) => $"/api/v1/definitions/schemas/{KindWord(kind)}";

    private static string KindWord(DefinitionKind kind) => JsonNamingPolicy.CamelCase.ConvertName(kind.ToString());
}
