using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Designer.Editors.Fields;

public sealed partial class ValueInput
{
    private string _text = "";
    private string? _broken;

    [Parameter]
    public string? Id { get; set; }

    /// <summary>For an input without a visible label.</summary>
    [Parameter]
    public string? Label { get; set; }

    [Parameter, EditorRequired]
    public MemberShape Member { get; set; } = default!;

    /// <summary>The record the member belongs to, for the words of choices.</summary>
    [Parameter]
    public RecordShape? Shape { get; set; }

    [Parameter, EditorRequired]
    public Spot Spot { get; set; } = default!;

    [Parameter]
    public bool Wrong { get; set; }

    /// <summary>The value names an entry of a list: it has to be there, and only once.</summary>
    [Parameter]
    public bool IsName { get; set; }

    /// <summary>Names of the other entries.</summary>
    [Parameter]
    public IReadOnlyCollection<string> Taken { get; set; } = [];

    /// <summary>Id of a list of proposals.</summary>
    [Parameter]
    public string? Choices { get; set; }

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    protected override void OnParametersSet() => _text = ValueTexts.Write(Spot.Find(Desk.Document), Member.Kind);

    private async Task SetAsync(string? text)
    {
        _broken = null;
        var typed = (text ?? "").Trim();
        if (IsName && (typed.Length == 0 || Taken.Contains(typed)))
        {
            _broken = typed.Length == 0 ? T["name.empty"] : T["name.taken", typed];
        }
        else if (ValueTexts.TryRead(typed, Member.Kind, out var value))
        {
            await Desk.SetAsync(Spot, value);
        }
        else
        {
            _broken = T["value." + JsonNamingPolicy.CamelCase.ConvertName(Member.Kind.ToString()), typed];
        }
    }
}

/// <summary>How values of a document stand in inputs.</summary>
public static class ValueTexts
{
    public static string Write(JsonNode? node, ShapeKind kind) => node switch
    {
        null => "",
        _ when kind is ShapeKind.Json or ShapeKind.Condition => node.ToJsonString(ModelJson.Readable),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        _ => node.ToJsonString(ModelJson.Options),
    };

    /// <summary>False when the text is no value of the kind; an empty text is no value at all, which is null.</summary>
    public static bool TryRead(string text, ShapeKind kind, out JsonNode? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return true;
        }

        switch (kind)
        {
            case ShapeKind.Whole when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                value = whole;
                return true;
            case ShapeKind.Number when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number):
                value = number;
                return true;
            case ShapeKind.Bound:
                return TryReadBound(text, out value);
            case ShapeKind.Json or ShapeKind.Condition:
                return TryReadJson(text, out value);
            case ShapeKind.Whole or ShapeKind.Number:
                return false;
            default:
                value = text;
                return true;
        }
    }

    private static bool TryReadBound(string text, out JsonNode? value)
    {
        try
        {
            value = JsonSerializer.SerializeToNode(Bound.Parse(text), ModelJson.Options);
            return true;
        }
        catch (FormatException)
        {
            value = null;
            return false;
        }
    }

    private static bool TryReadJson(string text, out JsonNode? value)
    {
        try
        {
            value = JsonNode.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            value = null;
            return false;
        }
    }
}
