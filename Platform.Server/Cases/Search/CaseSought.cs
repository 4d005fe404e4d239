using Platform.Model.Codes;
using Platform.Model.Identity;

namespace Platform.Server.Cases.Search;

/// <summary>What somebody means who types something to find cases by.</summary>
internal abstract record CaseSought
{
    /// <summary>Cases whose number begins so.</summary>
    internal sealed record Number(string Beginning) : CaseSought;

    /// <summary>Cases of the person or organisation with this number, by its look-up hash.</summary>
    internal sealed record Identity(string Hash) : CaseSought;

    /// <summary>Cases that have all these words; none when nothing can be found by the text.</summary>
    internal sealed record Words(IReadOnlyList<long> All) : CaseSought;

    /// <summary>A sound citizen id or credit code is one; digits and letters with more digits are the beginning of a number; anything else is part of a name.</summary>
    public static CaseSought Read(string text, IPersonalData personal, DateOnly today)
    {
        var typed = text.Trim();
        if (CitizenId.Check(IdTypes.Normalize(IdTypes.CitizenId, typed), today) is null)
        {
            return new Identity(personal.HashIdNumber(IdTypes.CitizenId, typed));
        }

        if (CreditCode.Check(IdTypes.Normalize(IdTypes.CreditCode, typed)) is null)
        {
            return new Identity(personal.HashIdNumber(IdTypes.CreditCode, typed));
        }

        return typed.Length >= 3 && typed.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && typed.Count(char.IsAsciiDigit) * 2 > typed.Length
            ? new Number(typed)
            : new Words(CaseWords.Sought(typed, personal));
    }
}
