using System.Globalization;
using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>Made-up answers to a form, for trying things out: every question is answered, within its limits where those are simple. Patterns and formulas are not looked at.</summary>
public static class SampleAnswers
{
    /// <summary>Numbers that belong to nobody: their check digits are right, their serial numbers were never given out.</summary>
    private const string CitizenId = "110101199003070011";
    private const string CreditCode = "91330110MA2AX1234L";

    private const int Rounds = 3;

    /// <param name="division">Where people and places are.</param>
    public static Answers Of(CompiledForm form, string division, DateOnly today)
    {
        var answers = Answers.Empty;
        for (var round = 0; round < Rounds; round++)
        {
            // What one answer makes visible is answered in the next round.
            var filled = (JsonObject)answers.ToJson();
            foreach (var element in form.Form.Pages.SelectMany(p => p.Sections).SelectMany(s => s.Elements))
            {
                Fill(filled, element, new Surroundings(form.CodeTables, division, today));
            }

            answers = form.Settle(Answers.Of(filled), today);
        }

        return answers;
    }

    private static void Fill(JsonObject into, FormElement element, Surroundings around)
    {
        if (into.ContainsKey(element.Key))
        {
            return;
        }

        if (element is FormRepeat repeat)
        {
            var items = new JsonArray();
            for (var i = 0; i < Math.Max(1, repeat.MinItems); i++)
            {
                var item = new JsonObject();
                foreach (var inner in repeat.Elements)
                {
                    Fill(item, inner, around);
                }

                items.Add(item);
            }

            into[element.Key] = items;
        }
        else if (element is FormField { Calculated: null } field && Value(field, around) is { } value)
        {
            into[element.Key] = value;
        }
    }

    private static JsonNode? Value(FormField field, Surroundings around) => field.Type switch
    {
        FieldType.Text or FieldType.Multiline => Text(field),
        FieldType.PersonName => "测试一",
        FieldType.Number or FieldType.Integer => Number(field),
        FieldType.Money => Number(field).ToString("0.00", CultureInfo.InvariantCulture),
        FieldType.Date => Day(field, around.Today).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        FieldType.Boolean => true,
        FieldType.Choice => Options(field, around.Tables).FirstOrDefault(),
        FieldType.Choices => new JsonArray([.. Options(field, around.Tables).Take(Math.Max(1, field.MinItems ?? 1)).Select(v => JsonValue.Create(v))]),
        FieldType.CitizenId => CitizenId,
        FieldType.CreditCode => CreditCode,
        FieldType.Phone => "13800138000",
        FieldType.Email => "sample@example.com",
        FieldType.DivisionPath => around.Division,
        FieldType.Address => new JsonObject { ["division"] = around.Division, ["detail"] = "测试路 1 号" },
        _ => null,
    };

    private static string Text(FormField field)
    {
        const string Sample = "测试";
        var text = Sample;
        while (text.Length < (field.MinLength ?? 0))
        {
            text += Sample;
        }

        return field.MaxLength is { } most && text.Length > most ? text[..most] : text;
    }

    private static decimal Number(FormField field) => field.Min?.Number ?? (field.Max?.Number is { } most && most < 1 ? most : 1);

    private static DateOnly Day(FormField field, DateOnly today)
    {
        var (from, to) = (field.Min?.DayAt(today), field.Max?.DayAt(today));
        return from > today ? from.Value : to < today ? to.Value : today;
    }

    private static IEnumerable<string> Options(FormField field, CodeTables tables) =>
        field.Options?.Select(o => o.Value) ?? (field.CodeTable is { } key && tables.Find(key) is { } table ? table.Entries.Select(e => e.Code) : []);

    private sealed record Surroundings(CodeTables Tables, string Division, DateOnly Today);
}
