using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Model.Decisions;

/// <summary>Tests and values in the words of the office, without quotes and functions.</summary>
internal static partial class PlainText
{
    private const string Number = @"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?";
    private const string Day = "[0-9]{4}(?:-[0-9]{1,2}-[0-9]{1,2}|/[0-9]{1,2}/[0-9]{1,2}|年[0-9]{1,2}月[0-9]{1,2}日)";
    private const string Value = $"(?:{Day}|{Number})";

    private static readonly char[] Separators = [',', '，', '、', ';', '；', '\n'];

    /// <summary>Null for what has no plain words.</summary>
    public static string? Show(UnaryTest test) => test switch
    {
        UnaryTest.Is { Value: var value } => Show(value),
        UnaryTest.Compares { Comparison: var comparison, Bound: var bound } => $"{Sign(comparison)} {Show(bound)}",
        UnaryTest.Between { FromOpen: false, ToOpen: false } between => $"{Show(between.From)}–{Show(between.To)}",
        UnaryTest.Between between =>
            $"{Sign(between.FromOpen ? Comparison.Greater : Comparison.GreaterOrEqual)} {Show(between.From)} {Sign(between.ToOpen ? Comparison.Less : Comparison.LessOrEqual)} {Show(between.To)}",
        _ => throw new InvalidOperationException($"Unexpected test {test}."),
    };

    /// <summary>Null for what has no plain words.</summary>
    public static string? Show(DecisionValue value) => value switch
    {
        DecisionValue.Text text => text.Value,
        DecisionValue.Date date => date.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DecisionValue.Number or DecisionValue.Truth => value.ToString(),
        _ => null,
    };

    /// <summary>What is written with <see cref="Separators"/> between. False for what is meant as a cell of the table, too.</summary>
    public static bool TryReadTests(string text, DecisionType type, [NotNullWhen(true)] out IReadOnlyList<UnaryTest>? tests, out PlainFault fault)
    {
        (tests, fault) = (null, PlainFault.Unreadable);
        if (type == DecisionType.Text)
        {
            var words = text.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            tests = IsQuoted(text) || words.Length == 0 ? null : [.. words.Select(w => new UnaryTest.Is(new DecisionValue.Text(w)))];
            return tests is not null;
        }

        var narrow = Narrow(text);
        if (Thousands().IsMatch(narrow))
        {
            fault = PlainFault.Thousands;
            return false;
        }

        var read = new List<UnaryTest>();
        foreach (var part in narrow.Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (ReadTest(part, type, ref fault) is not { } test)
            {
                return false;
            }

            read.Add(test);
        }

        tests = read.Count == 0 ? null : read;
        return tests is not null;
    }

    /// <summary>One value, in which a comma is part of the text or stands between thousands.</summary>
    public static bool TryReadValue(string text, DecisionType type, [NotNullWhen(true)] out DecisionValue? value)
    {
        var narrow = Narrow(text);
        value = type != DecisionType.Text ? ReadValue(WholeThousands().IsMatch(narrow) ? narrow.Replace(",", "", StringComparison.Ordinal) : narrow, type)
            : IsQuoted(text) ? null
            : new DecisionValue.Text(text.Trim());
        return value is not null;
    }

    /// <summary>It has signs or words that only a cell of the table knows.</summary>
    public static bool IsFormula(string text) => text.AsSpan().IndexOfAny("[]()\"") >= 0 || text.Trim() is "null";

    /// <summary>Whoever writes quotes that can be read as such means a cell of the table.</summary>
    private static bool IsQuoted(string text) => text.Contains('"', StringComparison.Ordinal) && UnaryTestReader.TryReadTests(text, DecisionType.Text, out _, out _);

    private static UnaryTest? ReadTest(string part, DecisionType type, ref PlainFault fault)
    {
        if (ReadValue(part.TrimStart('=').TrimStart(), type) is { } value)
        {
            return new UnaryTest.Is(value);
        }

        if (type == DecisionType.Boolean)
        {
            return null;
        }

        if (Compared().Match(part) is { Success: true } compared && ReadValue(compared.Groups[2].Value, type) is { } bound)
        {
            return new UnaryTest.Compares(ReadSign(compared.Groups[1].Value), bound);
        }

        var closed = Range().Match(part);
        var open = closed.Success ? closed : Bounded().Match(part);
        if (!open.Success || ReadValue(open.Groups["from"].Value, type) is not { } from || ReadValue(open.Groups["to"].Value, type) is not { } to)
        {
            return null;
        }

        var (fromOpen, toOpen) = (open.Groups["above"].Value is ">" or "大于", open.Groups["below"].Value is "<" or "小于");
        var order = DecisionValue.Compare(from, to);
        if (order < 0 || (order == 0 && !fromOpen && !toOpen))
        {
            return new UnaryTest.Between(from, fromOpen, to, toOpen);
        }

        fault = PlainFault.Order;
        return null;
    }

    private static DecisionValue? ReadValue(string text, DecisionType type)
    {
        DecisionValue? value = type switch
        {
            DecisionType.Number or DecisionType.Integer when WholeNumber().IsMatch(text) && text.Count(char.IsAsciiDigit) <= 28 => new DecisionValue.Number(decimal.Parse(text, CultureInfo.InvariantCulture)),
            DecisionType.Date when WholeDay().IsMatch(text) && DateOnly.TryParseExact(
                text.Replace('/', '-').Replace('年', '-').Replace('月', '-').TrimEnd('日'), "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => new DecisionValue.Date(day),
            DecisionType.Boolean when text is "true" or "是" or "yes" => new DecisionValue.Truth(true),
            DecisionType.Boolean when text is "false" or "否" or "no" => new DecisionValue.Truth(false),
            _ => null,
        };
        return value?.Fits(type) == true ? value : null;
    }

    /// <summary>Digits and signs of full width as those of half width. No other form of a digit is one: <c>10²</c> is not 102.</summary>
    private static string Narrow(string text) => string.Create(text.Length, text, static (narrow, wide) =>
    {
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow[i] = wide[i] switch
            {
                >= '！' and <= '～' => (char)(wide[i] - '！' + '!'),
                '−' => '-',
                _ => wide[i],
            };
        }
    }).Trim();

    private static string Sign(Comparison comparison) => comparison switch
    {
        Comparison.Less => "<",
        Comparison.LessOrEqual => "≤",
        Comparison.Greater => ">",
        Comparison.GreaterOrEqual => "≥",
        _ => throw new InvalidOperationException($"Unexpected comparison {comparison}."),
    };

    private static Comparison ReadSign(string sign) => sign switch
    {
        "<" or "小于" => Comparison.Less,
        ">" or "大于" => Comparison.Greater,
        "<=" or "≤" or "=<" or "不大于" or "小于等于" => Comparison.LessOrEqual,
        _ => Comparison.GreaterOrEqual,
    };

    [GeneratedRegex($"^(>=|=>|≥|>|<=|=<|≤|<|不小于|大于等于|大于|不大于|小于等于|小于)\\s*({Value})$", RegexOptions.CultureInvariant)]
    private static partial Regex Compared();

    [GeneratedRegex($@"^(?<from>{Value})\s*(?:-|–|—|~|至|到|to|\.\.)\s*(?<to>{Value})$", RegexOptions.CultureInvariant)]
    private static partial Regex Range();

    [GeneratedRegex($@"^(?<above>>=|≥|>|不小于|大于等于|大于)\s*(?<from>{Value})\s*(?:且|and)?\s*(?<below><=|≤|<|不大于|小于等于|小于)\s*(?<to>{Value})$", RegexOptions.CultureInvariant)]
    private static partial Regex Bounded();

    [GeneratedRegex($"^{Number}$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeNumber();

    [GeneratedRegex($"^{Day}$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeDay();

    [GeneratedRegex("[0-9],[0-9]{3}(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"^-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex WholeThousands();
}
