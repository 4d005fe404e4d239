using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Platform.Model.Forms;

namespace Platform.Designer.Ui.Forms;

public sealed partial class FieldInput
{
    private const int MostRadios = 7;

    [CascadingParameter]
    private FormPageState State { get; set; } = default!;

    [CascadingParameter]
    private AnswerWords Words { get; set; } = default!;

    [Parameter, EditorRequired]
    public VisibleElement Element { get; set; } = default!;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string? DescribedBy { get; set; }

    [Parameter, EditorRequired]
    public bool Invalid { get; set; }

    private FormField Field => (FormField)Element.Element;

    private IReadOnlyList<(string Value, string Label, string? Hint)> Options => field ??= Words.Options(Field);

    private string Text => AnswerWords.Text(Element.Value);

    private HashSet<string> List => Element.Value is JsonArray items ? [.. items.Select(AnswerWords.Text)] : [];

    private IReadOnlyList<FileLine> Kept =>
        [.. List.Select(i => Guid.TryParse(i, out var id) ? State.Surroundings.Files.GetValueOrDefault(id) ?? new FileLine(id, T["form.file.missing"], 0, null) : null).OfType<FileLine>()];

    private string? Wrong => Invalid ? "true" : null;

    private string? Required => Element.IsRequired ? "true" : null;

    private string InputType => Field.Type switch
    {
        FieldType.Date => "date",
        FieldType.Phone => "tel",
        FieldType.Email => "email",
        _ => "text",
    };

    private string? InputMode => Field.Type switch
    {
        FieldType.Number or FieldType.Money => "decimal",
        FieldType.Integer or FieldType.DivisionPath => "numeric",
        _ => null,
    };

    private string? InputClass => Field.Type switch
    {
        FieldType.Date or FieldType.Phone or FieldType.Number or FieldType.Integer or FieldType.Money or FieldType.DivisionPath => "w-medium figures",
        FieldType.CitizenId or FieldType.CreditCode => "w-code",
        _ => null,
    };

    private string? Autocomplete => Field.Autocomplete ?? Field.Type switch
    {
        FieldType.Phone => "tel",
        FieldType.Email => "email",
        FieldType.PersonName => "name",
        _ => "off",
    };

    /// <summary>Of texts only: ids and numbers may be pasted with spaces, which are taken out later.</summary>
    private int? MaxLength => Field.Type is FieldType.Text or FieldType.PersonName ? Field.MaxLength * 2 : null;

    private string? Unit => Field.Unit is { IsEmpty: false } own ? own.ToString() : Field.Type == FieldType.Money ? T["form.money.unit"].Value : null;

    /// <summary>Few options are shown at once where there is room, many as a list to open.</summary>
    internal static bool AsRadios(FormField field, int options) => options is > 0 and <= MostRadios && field.Width != FieldWidth.Third;

    private static string? DayLimit(Bound? bound) => bound is { IsNumber: false, IsRelative: false } ? bound.DayAt(default)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;

    private string Part(string name) => Element.Value is JsonObject address ? AnswerWords.Text(address[name]) : "";

    private string? PartWrong(string part) => Invalid || State.Errors.ContainsKey($"{Element.Path}.{part}") ? "true" : null;

    private string? PartError(string part) => State.Errors.ContainsKey($"{Element.Path}.{part}") ? $"{Id}-{part}-e" : null;
}
