namespace Platform.Model.Notifications;

/// <summary>
/// How many short messages a text takes on the air: 160 characters of the default alphabet or 70 of UCS-2, less in each when it has to be cut (3GPP TS 23.038 and
/// 23.040, 9.2.3.24.1: six octets of header). Anything beyond ASCII is counted as UCS-2, as gateways here do.
/// </summary>
public static class SmsParts
{
    private const int Plain = 160;
    private const int PlainPart = 153;
    private const int Wide = 70;
    private const int WidePart = 67;

    /// <summary>0 for an empty text.</summary>
    public static int Count(string text)
    {
        var (whole, part) = text.All(char.IsAscii) ? (Plain, PlainPart) : (Wide, WidePart);
        return text.Length == 0 ? 0 : text.Length <= whole ? 1 : (text.Length + part - 1) / part;
    }
}
