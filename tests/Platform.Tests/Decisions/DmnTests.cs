using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using CsCheck;
using Platform.Model;
using Platform.Model.Decisions;
using Platform.Server.Flows.Formats.Dmn;

namespace Platform.Tests.Decisions;

public sealed class DmnTests
{
    private const string Ns = "xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\"";

    private static readonly DecisionFormats Formats = new();

    public static TheoryData<string> Keys => [.. Vectors().Select(t => t.Key)];

    private static string Camunda => TestData.Text("Decisions/Data/camunda-fee.dmn");

    [Theory, MemberData(nameof(Keys))]
    public void A_table_comes_back_to_the_letter(string key) => AssertComesBack(Vectors().Single(t => t.Key == key));

    [Fact]
    public void Every_table_comes_back_to_the_letter_whatever_its_texts_and_blanks() => Gen.Select(RandomTables.All, Strange.Array[12, 12], Blank.Array[40, 40], Gen.Bool.Array[12, 12]).Sample(
        (random, texts, blanks, flags) => AssertComesBack(Dress(random.Table, texts, blanks, flags)),
        iter: 500);

    [Fact]
    public void A_file_has_the_order_that_the_schema_wants_and_every_id_once()
    {
        var root = XElement.Parse(Write(Vectors().Single(t => t.Key == "count-or-zero")));
        Assert.Equal(DmnXml.Model + "definitions", root.Name);
        var table = root.Element(DmnXml.Model + "decision")!.Element(DmnXml.Model + "decisionTable")!;
        Assert.Equal(["input", "output", "rule", "rule"], table.Elements().Select(e => e.Name.LocalName));
        Assert.Equal(["extensionElements", "defaultOutputEntry"], table.Element(DmnXml.Model + "output")!.Elements().Select(e => e.Name.LocalName));
        Assert.Equal("COLLECT COUNT", $"{(string?)table.Attribute("hitPolicy")} {(string?)table.Attribute("aggregation")}");
        var ids = root.DescendantsAndSelf().Attributes("id").Select(a => a.Value).ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(ids, i => System.Xml.XmlConvert.VerifyNCName(i));
    }

    [Fact]
    public void A_table_drawn_with_Camunda_decides_here_and_says_what_was_left_out()
    {
        var read = Read(Camunda).Value;
        Assert.Equal((HitPolicy.Collect, Aggregation.Sum), (read.Table.HitPolicy, read.Table.Aggregation!.Value));
        Assert.Equal([("area", DecisionType.Number, null), ("use", DecisionType.Text, "answers.use")], read.Table.Inputs.Select(i => (i.Id, i.Type, i.Reads)));
        Assert.Equal("fee", Assert.Single(read.Table.Outputs).Name);
        Assert.Equal("小面积", read.Table.Rules[0].Annotation!.In("zh-CN"));
        Assert.Equal(
            ["InputData_area inputData", "Drawing_1 DMNDI", "Variable_fee variable", "Requirement_area informationRequirement", "Decision_fee decision historyTimeToLive", "Input_area input inputVariable"],
            read.Notes.Select(n => $"{n.Values!["id"]} {n.Values["name"]}"));
        var result = CompiledDecisionTable.Compile(read.Table, "").Value.Decide(i => JsonElement.Parse(i.Id == "area" ? "12" : "\"shop\"")).Value;
        Assert.Equal("""{"fee":120.5}""", JsonSerializer.Serialize(result.ToJson()));
    }

    [Fact]
    public void What_somebody_changed_in_the_file_counts_more_than_what_was_written_beside_it()
    {
        var table = Vectors().Single(t => t.Key == "fee") with { Name = LocalizedText.Of("费用", "Fees") };
        var file = Write(table).Replace("&lt;= 50<", "&lt;= 60<", StringComparison.Ordinal).Replace("name=\"费用\"", "name=\"收费\"", StringComparison.Ordinal);
        var read = Read(file).Value.Table;
        Assert.Equal("<= 60", read.Rules[0].When[0]);
        Assert.Equal("收费", read.Name.In("zh-CN"));
    }

    [Theory]
    [InlineData("<decision id=\"d2\"><literalExpression id=\"l\"/></decision>", "")]
    [InlineData("<decision id=\"d2\" name=\"second\"><decisionTable id=\"t2\"/></decision>", "dmn.severalTables")]
    public void Of_several_decisions_one_has_to_be_meant(string other, string code)
    {
        var file = Camunda.Replace("</definitions>", other + "</definitions>", StringComparison.Ordinal);
        Assert.Equal(code, string.Join(' ', Read(file).Problems.Select(p => p.Code)));
        Assert.Equal("fee", Read(file, "Decision_fee").Value.Table.Outputs[0].Name);
        Assert.Equal("dmn.noTable", Read(file, "nothing").Problems[0].Code);
    }

    [Theory]
    [InlineData("hitPolicy=\"COLLECT\"", "hitPolicy=\"MOST\"", "Table_fee decisionTable hitPolicy MOST")]
    [InlineData("aggregation=\"SUM\"", "aggregation=\"MEAN\"", "Table_fee decisionTable aggregation MEAN")]
    [InlineData("expressionLanguage=\"feel\"", "expressionLanguage=\"groovy\"", "Expression_use inputExpression expressionLanguage groovy")]
    [InlineData("typeRef=\"double\"", "typeRef=\"tPerson\"", "Expression_area inputExpression typeRef tPerson")]
    [InlineData("<text>area</text>", "<text>area * 2</text>", "Expression_area inputExpression inputExpression area * 2")]
    [InlineData("<requiredInput href=\"#InputData_area\" />", "<requiredDecision href=\"#Other\" />", "Requirement_area informationRequirement ")]
    [InlineData("name=\"Fees\"", "expressionLanguage=\"http://www.jcp.org/juel\"", "Definitions_fee definitions expressionLanguage http://www.jcp.org/juel")]
    [InlineData("<outputEntry id=\"Entry_3\">", "<outputEntry id=\"Entry_3\"><importedValues/>", "Entry_3 importedValues ")]
    [InlineData("<decisionTable id", "<context id=\"Context_1\"/><decisionTable id", "Context_1 context ")]
    public void What_cannot_be_carried_out_refuses_the_file_by_id(string was, string now, string expected)
    {
        Assert.Contains(was, Camunda, StringComparison.Ordinal);
        var problem = Assert.Single(Read(Camunda.Replace(was, now, StringComparison.Ordinal)).Problems);
        Assert.Equal("dmn.unsupported", problem.Code);
        Assert.StartsWith(expected, $"{problem.Values!["id"]} {problem.Values["name"]} {problem.Values["value"]}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_cell_that_is_more_than_a_cell_can_say_is_refused_with_row_and_column()
    {
        var problem = Assert.Single(Read(Camunda.Replace("&lt;= 50", "&lt;= limit + 1", StringComparison.Ordinal)).Problems);
        Assert.Equal(("decisionTable.cellName", "rules[Rule_small].when[area]", "limit"), (problem.Code, problem.Field, problem.Values!["value"]));
    }

    [Theory]
    [InlineData("", "flowFile.notXml")]
    [InlineData("{}", "flowFile.notXml")]
    [InlineData("<definitions/>", "dmn.notDmn")]
    [InlineData("<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"/>", "dmn.notDmn")]
    [InlineData("<definitions " + Ns + "/>", "dmn.noTable")]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><definitions " + Ns + ">&b;</definitions>", "flowFile.notXml")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"bb\"><!ENTITY c \"&b;&b;&b;\">]><definitions " + Ns + ">&c;</definitions>", "flowFile.notXml")]
    [InlineData("<!DOCTYPE a SYSTEM \"http://127.0.0.1:1/a.dtd\"><definitions " + Ns + "/>", "flowFile.notXml")]
    public void A_hostile_or_foreign_file_is_refused(string file, string code) => Assert.Equal(code, Read(file).Problems[0].Code);

    [Fact]
    public void Huge_deep_and_endless_files_are_refused()
    {
        Assert.Equal("flowFile.tooLarge", Formats.ReadDmn(new byte[Formats.MostBytes + 1], "t", null).Problems[0].Code);
        Assert.Equal("flowFile.tooDeep", Read($"<definitions {Ns}>{string.Concat(Enumerable.Repeat("<decision>", 500))}{string.Concat(Enumerable.Repeat("</decision>", 500))}</definitions>").Problems[0].Code);
        Assert.Equal("flowFile.tooMany", Read($"<definitions {Ns}>{string.Concat(Enumerable.Repeat("<a/>", 70_000))}</definitions>").Problems[0].Code);
        var rules = string.Concat(Enumerable.Range(0, 1_100).Select(i => $"<rule id=\"x{i}\"><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry><outputEntry><text>1</text></outputEntry></rule>"));
        Assert.Equal("decisionTable.count", Read(Camunda.Replace("</decisionTable>", rules + "</decisionTable>", StringComparison.Ordinal)).Problems[0].Code);
    }

    private static readonly Gen<string> Strange = Gen.OneOf(
        Gen.Char[' ', '~'].Array[0, 12].Select(c => new string(c)),
        Gen.OneOf("", " ", "费用", " a\r\nb\tc ", "\u0001", "]]>", "<&>\"'", "\uFFFE", "𠮷", "a\n", "é", "\u2028"));

    private static readonly Gen<string> Blank = Gen.OneOf("", "", "", " ", "\t", "\r\n", "\u00A0");

    private static DecisionTable Dress(DecisionTable table, string[] texts, string[] blanks, bool[] flags)
    {
        var (next, blank) = (0, 0);
        LocalizedText? text(bool there)
        {
            var i = next++;
            return !there ? null : (i % 3) switch
            {
                0 => LocalizedText.Of(texts[i % 12], texts[(i + 1) % 12]),
                1 => LocalizedText.Of(texts[i % 12]),
                _ => new LocalizedText(new Dictionary<string, string> { ["en"] = texts[i % 12], ["zh-CN"] = texts[(i + 5) % 12], ["fr"] = "x" }),
            };
        }

        string around(string cell) => blanks[blank++ % 40] + cell + blanks[blank++ % 40];
        return table with
        {
            Name = text(true)!,
            Description = text(flags[0]),
            Basis = text(flags[1]),
            ShownToApplicant = flags[2],
            Sample = flags[3],
            Default = table.Default?.Select(around).ToList(),
            Inputs = [.. table.Inputs.Select((c, i) => c with { Label = text(true)!, Hidden = flags[4 + i], Allowed = c.Allowed is { } allowed ? around(allowed) : null, Labels = flags[7 + i] ? new Dictionary<string, LocalizedText> { [texts[i]] = text(true)! } : null, Reads = flags[10] ? "answers." + c.Id : null })],
            Outputs = [.. table.Outputs.Select(c => c with { Label = text(true)!, Allowed = around(c.Allowed!) })],
            Rules = [.. table.Rules.Select((r, i) => r with { When = [.. r.When.Select(c => c == "-" && flags[11] ? blanks[blank++ % 40] : around(c))], Then = [.. r.Then.Select(around)], Annotation = text(i % 2 == 0) })],
        };
    }

    private static void AssertComesBack(DecisionTable table)
    {
        var file = Formats.WriteDmn(table);
        var read = Formats.ReadDmn(file, table.Key, null);
        Assert.True(read.Succeeded, string.Join("; ", read.Problems.Select(p => $"{p.Code} {p.Field} {string.Join(',', p.Values?.Values ?? [])}")));
        Assert.Empty(read.Value.Notes);
        Assert.Equal(Json(table), Json(read.Value.Table));
        Assert.Equal(file.ToArray(), Formats.WriteDmn(read.Value.Table).ToArray());
    }

    private static string Json(DecisionTable table) => JsonSerializer.Serialize(table, ModelJson.Options);

    private static string Write(DecisionTable table) => Encoding.UTF8.GetString(Formats.WriteDmn(table).Span);

    private static Result<DecisionFileContent> Read(string file, string? decision = null) => Formats.ReadDmn(Encoding.UTF8.GetBytes(file), "imported", decision);

    private static List<DecisionTable> Vectors() => [.. TestData.Json<JsonElement>("Decisions/Data/decisions.json").GetProperty("tables").EnumerateArray().Select(t => t.Deserialize<DecisionTable>(ModelJson.Options)!)];
}
