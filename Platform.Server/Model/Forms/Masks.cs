using System.Text.Json.Nodes;

namespace Platform.Model.Forms;

/// <summary>How a personal value is shown to those who may not see all of it.</summary>
public enum Mask
{
    /// <summary>330106********1234.</summary>
    IdNumber,
    /// <summary>138****5678; a landline keeps its last two digits.</summary>
    Phone,
    /// <summary>张*, 欧阳**.</summary>
    Name,
    /// <summary>The first six characters, then ******.</summary>
    Address,
    /// <summary>z***@example.com.</summary>
    Email,
    /// <summary>The last four characters: ************1234.</summary>
    BankCard,
    /// <summary>Nothing is shown: ******.</summary>
    All,
}

/// <summary>Masks values for display. A value too short for its mask is hidden altogether, so that a mask never shows everything.</summary>
public static class Masks
{
    private const string Hidden = "******";

    public static string Apply(Mask mask, string value) => value.Length == 0 ? "" : mask switch
    {
        Mask.IdNumber => Keep(value, 6, 4),
        Mask.Phone => IsMobile(value) ? Keep(value, 3, 4) : Keep(value, 0, 2),
        Mask.Name => Name(value),
        Mask.Address => value.Length > 6 ? value[..Whole(value, 6)] + Hidden : Hidden,
        Mask.Email => Email(value),
        Mask.BankCard => Keep(value, 0, 4),
        Mask.All => Hidden,
        _ => throw new ArgumentOutOfRangeException(nameof(mask), mask, "An unknown mask."),
    };

    /// <summary>Masks every text and number in a JSON value; of an address the detail, since its division names a place and no person.</summary>
    internal static JsonNode? Apply(Mask mask, JsonNode? value) => value switch
    {
        JsonObject parts => new JsonObject(parts.Select(p => KeyValuePair.Create(p.Key, p.Key == AddressParts.Division ? AnswerJson.Copy(p.Value) : Apply(mask, p.Value)))),
        JsonArray items => new JsonArray([.. items.Select(i => Apply(mask, i))]),
        _ => AnswerValue.AsText(AnswerValue.Read(value)) is { } text ? JsonValue.Create(Apply(mask, text)) : value is null ? null : JsonValue.Create(Hidden),
    };

    private static bool IsMobile(string value) => value.Length == 11 && value[0] == '1';

    /// <summary>At least a third of the value, and three characters, are hidden.</summary>
    private static string Keep(string value, int head, int tail)
    {
        var hidden = value.Length - head - tail;
        return hidden < 3 || hidden * 3 < value.Length
            ? new string('*', value.Length)
            : string.Concat(value.AsSpan(0, head), new string('*', hidden), value.AsSpan(value.Length - tail));
    }

    /// <summary>Chinese names keep the surname, of two characters where four or more suggest a double one; others keep their first letter.</summary>
    private static string Name(string value)
    {
        var runes = value.EnumerateRunes().ToArray();
        var kept = runes.Length >= 4 && runes[0].Value > 0x2E80 ? 2 : 1;
        return runes.Length == 1 ? "*" : string.Concat(runes.Take(kept)) + new string('*', Math.Min(runes.Length - kept, 8));
    }

    private static string Email(string value)
    {
        var at = value.IndexOf('@', StringComparison.Ordinal);
        return at > 0 ? string.Concat(value.AsSpan(0, Whole(value, 1)), "***", value.AsSpan(at)) : Hidden;
    }

    /// <summary>Does not cut a character in two.</summary>
    private static int Whole(string value, int length) => char.IsHighSurrogate(value[length - 1]) ? length + 1 : length;
}
