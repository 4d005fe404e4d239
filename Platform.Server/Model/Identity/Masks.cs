namespace Platform.Model.Identity;

/// <summary>How personal data is shown to those who need to recognise but not to know it.</summary>
public static class Masks
{
    private const char Dot = '*';

    /// <summary>330106********1234 for a citizen id (division and last four stay), the outer quarter for others; empty for none.</summary>
    public static string IdNumber(string? idNumber) => idNumber switch
    {
        null or "" => "",
        { Length: 18 } => Keep(idNumber, 6, 4),
        _ => Keep(idNumber, idNumber.Length / 4, idNumber.Length / 4),
    };

    /// <summary>138******12; empty for none.</summary>
    public static string Phone(string? phone) => string.IsNullOrEmpty(phone) ? "" : phone.Length < 7 ? new string(Dot, phone.Length) : Keep(phone, 3, 2);

    private static string Keep(string text, int first, int last) =>
        string.Concat(text.AsSpan(0, first), new string(Dot, text.Length - first - last), text.AsSpan(text.Length - last));
}
