using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Designer.Editors.Shapes;
using Platform.Model;
using Platform.Model.Editing;
using Platform.Model.Forms;

namespace Platform.Designer.Editors.Fields;

public sealed partial class ValueInput
{
    private const string EmptyText = "";
    private string _text = "";
    private string? _refusedDay;
    private string? _refused;

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    /// <summary>For an input without a visible label.</summary>
    [Parameter]
    public string? Label { get; set; }

    [Parameter, EditorRequired]
    public MemberShape Member { get; set; } = default!;

    /// <summary>The record the member belongs to: it says whether the value names an entry of a list, which has to be there and only once.</summary>
    [Parameter]
    public RecordShape? Shape { get; set; }

    [Parameter, EditorRequired]
    public Spot Spot { get; set; } = default!;

    [Parameter]
    public bool Wrong { get; set; }

    /// <summary>Ids of what is said about the input.</summary>
    [Parameter]
    public string? DescribedBy { get; set; }

    [CascadingParameter]
    private EditorDesk Desk { get; set; } = default!;

    /// <summary>What can be referred to here.</summary>
    [CascadingParameter]
    private References References { get; set; } = References.None;

    /// <summary>What the layers above an item say.</summary>
    [CascadingParameter]
    private Inheritance Inheritance { get; set; } = Inheritance.None;

    private bool IsName => Spot.IsInEntry && Member.Name == Shape?.NamingMember;

    private bool IsFigure => Member.Kind is ShapeKind.Whole or ShapeKind.Number or ShapeKind.Bound;

    protected override void OnParametersSet()
    {
        var text = ValueTexts.Write(Spot.Hold(Desk.Document), Member.Kind);
        if (text != _text)
        {
            (_text, _refused, _refusedDay) = (text, null, null);
        }
    }

    /// <summary>What holds when nothing is chosen here: what stands above, or else what counts where nobody says anything.</summary>
    private string NothingChosen(IReadOnlyList<ReferenceChoice> choices) =>
        Inheritance.At(Spot) is not null ? T["choice.above"]
        : Member.Unsaid is [var counts] ? T["value.unsaid", choices.FirstOrDefault(c => c.Key == counts)?.Title ?? counts]
        : T["choice.none"];

    private string? Refuse(string typed) =>
        IsName && EntryName.Refuse(T, typed, Spot.OtherNames(Desk.Document)) is { } why ? why
        : Member.Kind is ShapeKind.Json or ShapeKind.Condition ? JsonWords.Refuse(T, typed)
        : ValueTexts.TryRead(typed, Member.Kind, out _) ? null
        : T["value." + JsonNamingPolicy.CamelCase.ConvertName(Member.Kind.ToString()), typed].Value;

    private Task SetAsync(string typed) => ValueTexts.TryRead(typed, Member.Kind, out var value)
        ? Desk.EditAsync(d =>
        {
            Spot.Write(d, value);
            FillName(d, typed);
        })
        : Task.CompletedTask;

    /// <summary>Who chooses an authority need not type what it is called.</summary>
    private void FillName(JsonObject document, string typed)
    {
        if (References.NameOf(Shape, Member, typed) is { } name && Spot.Parent?.Member("name") is { } beside && new WordingValue(beside.Find(document)).ToString().Length == 0)
        {
            beside.Put(document, JsonSerializer.SerializeToNode(name, ModelJson.Options));
        }
    }

    private Task SetDayAsync(string typed)
    {
        _refused = typed == _text ? null : Refuse(typed);
        _refusedDay = _refused is null ? null : typed;
        return _refused is null ? SetAsync(typed) : Task.CompletedTask;
    }
}

/// <summary>Whether a text can name an entry of a list.</summary>
public static class EntryName
{
    /// <summary>Why it cannot; null when it can.</summary>
    public static string? Refuse(Microsoft.Extensions.Localization.IStringLocalizer<EditorsText> texts, string typed, IEnumerable<string> taken) =>
        typed.Length == 0 ? texts["name.empty"].Value : taken.Contains(typed) ? texts["name.taken", typed].Value : null;
}

/// <summary>What is said about JSON that cannot be read.</summary>
public static class JsonWords
{
    /// <summary>Why a typed text is no JSON; null when it is, and for no text.</summary>
    public static string? Refuse(Microsoft.Extensions.Localization.IStringLocalizer<EditorsText> texts, string typed) =>
        typed.Length > 0 && TypedJson.Read(typed, out _) is { } fault ? Say(texts, fault) : null;

    public static string Say(Microsoft.Extensions.Localization.IStringLocalizer<EditorsText> texts, JsonFault fault) =>
        fault.Twice is { } name ? texts["value.json.twice", name, fault.Line, fault.Column] : texts["value.json", fault.Line, fault.Column];
}

/// <summary>How values of a document stand in inputs.</summary>
public static class ValueTexts
{
    /// <summary>Like the other, and a null of the file is written where JSON is edited.</summary>
    public static string Write(Held? held, ShapeKind kind) =>
        held is { Value: null } && (kind is ShapeKind.Json or ShapeKind.Condition) ? "null" : Write(held?.Value, kind);

    /// <summary>How a yes or no is written: not at all where it counts unsaid.</summary>
    public static JsonNode? YesNo(MemberShape member, bool yes) => !member.IsNeeded && yes == member.IsYesUnsaid ? null : yes;

    public static string Write(JsonNode? node, ShapeKind kind) => node switch
    {
        null => "",
        _ when kind is ShapeKind.Json or ShapeKind.Condition => node.ToJsonString(ModelJson.Readable),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => text.GetValue<string>(),
        _ => node.ToJsonString(ModelJson.Options),
    };

    /// <summary>False when the text is no value of the kind; an empty text is no value at all, which is null. A typed <c>null</c> of JSON is a value.</summary>
    public static bool TryRead(string text, ShapeKind kind, out Held? value)
    {
        value = null;
        if (text.Length == 0)
        {
            return true;
        }

        switch (kind)
        {
            case ShapeKind.Whole when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole):
                value = new Held(whole);
                return true;
            case ShapeKind.Number when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number):
                value = new Held(number);
                return true;
            case ShapeKind.Bound:
                return TryReadBound(text, out value);
            case ShapeKind.Json or ShapeKind.Condition:
                return TypedJson.Read(text, out value) is null;
            case ShapeKind.Whole or ShapeKind.Number:
                return false;
            default:
                value = new Held(text);
                return true;
        }
    }

    private static bool TryReadBound(string text, out Held? value)
    {
        try
        {
            value = new Held(JsonSerializer.SerializeToNode(Bound.Parse(text), ModelJson.Options));
            return true;
        }
        catch (FormatException)
        {
            value = null;
            return false;
        }
    }
}
