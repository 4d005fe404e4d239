using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Rules of an address: both parts, a division there is, and nothing else.</summary>
internal static class AddressChecks
{
    public static IEnumerable<FieldCheck> Of(FormField field, CodeTables tables, FormLimits limits)
    {
        var most = TextChecks.MostCharacters(field, limits);
        return
        [
            new("form.unknownField", a => ((JsonObject)a.Value!).All(p => p.Key is AddressParts.Division or AddressParts.Detail), _ => $"{AddressParts.Division}, {AddressParts.Detail}"),
            Required(AddressParts.Division),
            Required(AddressParts.Detail),
            WhenGiven(AddressParts.Division, TextChecks.Division(field, tables, "." + AddressParts.Division, a => Part(a, AddressParts.Division))),
            new("form.tooLong", a => FormTypes.Length(Part(a, AddressParts.Detail)) <= most, _ => most, "." + AddressParts.Detail),
            new("form.characters", a => !TextChecks.HasControls(Part(a, AddressParts.Detail), ""), Part: "." + AddressParts.Detail),
        ];
    }

    private static FieldCheck Required(string part) => new("form.required", a => !a.IsComplete || !string.IsNullOrWhiteSpace(Part(a, part)), Part: "." + part);

    private static FieldCheck WhenGiven(string part, FieldCheck check) => check with { Holds = a => Part(a, part).Length == 0 || check.Holds(a) };

    private static string Part(FieldAnswer answer, string part) => AnswerValue.TextOf(((JsonObject)answer.Value!)[part]) ?? "";
}
