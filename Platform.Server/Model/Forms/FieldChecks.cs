namespace Platform.Model.Forms;

/// <summary>The rules of a field in the order in which they are tried: required, JSON type, then what the type asks.</summary>
internal static class FieldChecks
{
    public static IEnumerable<FieldCheck> Of(FormField field, CodeTables tables, FormLimits limits)
    {
        var expected = FormWords.Text($"type.{FormTypes.Word(field.Type)}");
        return
        [
            new("form.required", a => !a.IsRequired || !a.IsEmpty),
            new("form.type", a => (a.IsEmpty && (a.Value is null || a.IsText)) || FormTypes.Fits(field.Type, a.Value), _ => expected),
            .. WhenAnswered(field, tables, limits).Select(c => c with { Holds = a => a.IsEmpty || c.Holds(a) }),
        ];
    }

    private static IEnumerable<FieldCheck> WhenAnswered(FormField field, CodeTables tables, FormLimits limits) =>
        field.Type switch
        {
            FieldType.Number or FieldType.Integer or FieldType.Money => RangeChecks.OfNumber(field),
            FieldType.Date => RangeChecks.OfDay(field),
            FieldType.Boolean => field.MustBeTrue ? [new("form.mustBeTrue", a => !a.IsComplete || a.Value!.GetValue<bool>())] : [],
            FieldType.Choice => [ChoiceChecks.OfOne(field, tables)],
            FieldType.Choices => ChoiceChecks.OfMany(field, tables, limits),
            FieldType.File => ChoiceChecks.OfFiles(field, limits),
            FieldType.Address => AddressChecks.Of(field, tables, limits),
            _ => TextChecks.Of(field, tables, limits),
        };
}
