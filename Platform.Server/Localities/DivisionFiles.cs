using System.Text;
using Platform.Model.Localities;

namespace Platform.Server.Localities;

/// <summary>
/// Reads lists of divisions: one CSV file in UTF-8 whose head names <c>code</c> and <c>name</c> and where wanted <c>nameEn</c>, <c>level</c>, <c>parent</c>, <c>validTo</c>; or a folder
/// of such files, one per level, as the statistics codes are published (<c>provinceCode</c>, <c>cityCode</c>, <c>areaCode</c>, <c>streetCode</c> name the place above).
/// </summary>
internal static class DivisionFiles
{
    private static readonly string[] ParentColumns = ["parent", "streetCode", "areaCode", "cityCode", "provinceCode"];

    /// <summary>The rows of all files; line by line, so that a list of a whole country is never held as text.</summary>
    /// <exception cref="InvalidDataException">A file has no head with <c>code</c> and <c>name</c>, or a quote does not end.</exception>
    public static IEnumerable<DivisionLine> Read(string path) =>
        Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.csv").Order(StringComparer.Ordinal).SelectMany(ReadFile) : ReadFile(path);

    private static IEnumerable<DivisionLine> ReadFile(string path)
    {
        var name = Path.GetFileName(path);
        using var reader = new StreamReader(path, Encoding.UTF8);
        var rows = Rows(reader, name).GetEnumerator();
        if (!rows.MoveNext())
        {
            throw new InvalidDataException($"{name} is empty.");
        }

        var head = rows.Current.Cells.Select(c => c.Trim()).ToList();
        var (code, place) = (Column("code"), Column("name"));
        if (code < 0 || place < 0)
        {
            throw new InvalidDataException($"{name}: the first line must name the columns code and name; it says: {string.Join(", ", head)}.");
        }

        var (english, level, validTo) = (Column("nameEn"), Column("level"), Column("validTo"));
        // The finest column that is there names the place directly above.
        var parent = ParentColumns.Select(Column).FirstOrDefault(c => c >= 0, -1);
        while (rows.MoveNext())
        {
            var (number, cells) = rows.Current;
            if (cells.Exists(c => c.Length > 0))
            {
                yield return new(name, number, Cell(cells, code) ?? "", Cell(cells, place) ?? "", Cell(cells, english), Cell(cells, parent), Cell(cells, level), Cell(cells, validTo));
            }
        }

        int Column(string title) => head.FindIndex(h => string.Equals(h, title, StringComparison.OrdinalIgnoreCase));

        static string? Cell(List<string> cells, int column) => column >= 0 && column < cells.Count ? cells[column] : null;
    }

    /// <summary>Rows as RFC 4180 has them, each with the line it begins on.</summary>
    private static IEnumerable<(int Number, List<string> Cells)> Rows(TextReader reader, string name)
    {
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            var begun = number;
            while (line.Count(c => c == '"') % 2 == 1)
            {
                line += "\n" + (reader.ReadLine() ?? throw new InvalidDataException($"{name}:{begun}: the quote does not end."));
                number++;
            }

            yield return (begun, Cells(line));
        }
    }

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '"' when quoted && i + 1 < line.Length && line[i + 1] == '"':
                    cell.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    cells.Add(cell.ToString());
                    cell.Clear();
                    break;
                default:
                    cell.Append(line[i]);
                    break;
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
