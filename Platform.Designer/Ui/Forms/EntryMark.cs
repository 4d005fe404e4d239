using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Designer.Ui.Forms;

/// <summary>
/// A short mark of everything an entry of a repeat shows. A page that has an entry with the same mark already shows it as it would be shown now, so it need not be made and sent again.
/// </summary>
public static class EntryMark
{
    private const int Bytes = 12;

    /// <summary>Marks as a page names them, with spaces between.</summary>
    public static IReadOnlySet<string> Read(string? named) => (named ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);

    /// <summary>Null where the page does not say which edition of the form it shows.</summary>
    /// <param name="tools">What can be done with the entry as a whole.</param>
    public static string? Of(FormPageState state, VisibleItem item, string tools)
    {
        if (state.Edition is not { } edition)
        {
            return null;
        }

        var shown = new StringBuilder();
        Add(edition);
        Add(CultureInfo.CurrentUICulture.Name);
        Add(item.Path);
        Add(tools);
        foreach (var element in item.Elements.SelectMany(e => e.SelfAndBelow()))
        {
            Add(element.Path);
            Add(element.IsRequired ? "1" : "0");
            Add(element.Element is FormRepeat ? element.Items.Count.ToString(CultureInfo.InvariantCulture) : element.Value?.ToJsonString(ModelJson.Options) ?? "");
        }

        foreach (var (path, error) in state.Errors.Where(e => FormNames.IsAtOrIn(e.Key, item.Path)))
        {
            Add(path);
            Add(error);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown.ToString())).AsSpan(0, Bytes));

        void Add(string part) => shown.Append(part).Append('\0');
    }
}
