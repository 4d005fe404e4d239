using Microsoft.AspNetCore.Components;
using Platform.Model.Forms;

namespace Platform.Designer.Ui.Forms;

public sealed partial class FieldView
{
    [CascadingParameter]
    private FormPageState State { get; set; } = default!;

    [CascadingParameter]
    private AnswerWords Words { get; set; } = default!;

    [Parameter, EditorRequired]
    public VisibleElement Element { get; set; } = default!;

    private FormField Field => (FormField)Element.Element;

    private string Id => FormNames.Id(Element.Path);

    private string Name => FormNames.Answer + Element.Path;

    /// <summary>Several inputs under one label.</summary>
    private bool IsGroup => Field.Type is FieldType.Boolean or FieldType.Choices or FieldType.Address or FieldType.File || (Field.Type == FieldType.Choice && FieldInput.AsRadios(Field, Words.Options(Field).Count));

    private string? Error => State.Errors.GetValueOrDefault(Element.Path);

    private string? Why => State.Marked.GetValueOrDefault(Element.Path);

    private string Wrong => Error is null ? "" : "wrong";

    private string Width => Field.Width switch { FieldWidth.Half => "half", FieldWidth.Third => "third", _ => "" };

    private bool HasHint => Field.Hint is { IsEmpty: false } || Field.PatternHint is { IsEmpty: false };

    private string? DescribedBy
    {
        get
        {
            var ids = string.Join(' ', new[] { HasHint ? $"{Id}-h" : null, Why is null ? null : $"{Id}-w", Error is null ? null : $"{Id}-e" }.Where(i => i is not null));
            return ids.Length == 0 ? null : ids;
        }
    }

    private string? Refresh => FormNames.OthersDependOn(State.Form, Element.Path) ? "" : null;

    private string HintText => string.Join(' ', new[] { Field.Hint, Field.PatternHint }.Where(h => h is { IsEmpty: false }));
}
