using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Localization;
using Platform.Designer.Editors;
using Platform.Designer.Editors.Changes;
using Platform.Model.Definitions;
using Platform.Model.Editing;
using Platform.Model.Flows;

namespace Platform.Tests.Editing;

/// <summary>What somebody reads of a change before it comes into force: all of it, in words.</summary>
public sealed class ChangeWordsTests(FlowEditsTests.Words server) : IClassFixture<FlowEditsTests.Words>
{
    [Fact]
    public void A_fee_that_came_is_said_with_its_amount()
    {
        var line = Assert.Single(Items("""{"fee":{"charged":true,"lines":[]}}""", """{"fee":{"charged":true,"lines":[{"name":{"zh-CN":"抄录费"},"amount":-50.55}]}}"""));
        Assert.Equal(("收费 › 收费项目", "增加“抄录费”", null, "金额（元）：-50.55"), (line.Place, line.What, line.Before, Flat(line.After)));
    }

    [Fact]
    public void Of_a_list_without_names_only_what_changed_is_said()
    {
        var lines = Items(
            """{"fee":{"charged":true,"lines":[{"name":{"zh-CN":"抄录费"},"amount":1},{"name":{"zh-CN":"工本费"},"amount":2},{"name":{"zh-CN":"旧费"},"amount":3}]}}""",
            """{"fee":{"charged":true,"lines":[{"name":{"zh-CN":"抄录费"},"amount":1},{"name":{"zh-CN":"工本费"},"amount":5},{"name":{"zh-CN":"新费"},"amount":4}]}}""");
        Assert.Equal(
            [("收费 › 收费项目 › 工本费 › 金额（元）", "修改", "2", "5"), ("收费 › 收费项目", "删除“旧费”", "金额（元）：3", null), ("收费 › 收费项目", "增加“新费”", null, "金额（元）：4")],
            lines.Select(l => (l.Place, l.What, Flat(l.Before), Flat(l.After))));
    }

    [Fact]
    public void A_long_text_among_others_is_said_by_what_changed_in_it_and_a_new_one_whole()
    {
        var text = string.Concat(Enumerable.Repeat("申请人应当具备与经营规模相适应的场所。", 5));
        var changed = Assert.Single(Items($$$"""{"acceptanceConditions":[{"zh-CN":"{{{text}}}甲"}]}""", $$$"""{"acceptanceConditions":[{"zh-CN":"{{{text}}}乙"}]}"""));
        Assert.Equal("甲", Assert.Single(changed.Before!.Pieces, p => p.Changed).Text);
        Assert.Equal("乙", Assert.Single(changed.After!.Pieces, p => p.Changed).Text);
        var came = Assert.Single(Items("""{"acceptanceConditions":[]}""", $$$"""{"acceptanceConditions":[{"zh-CN":"{{{text}}}","en":"{{{new string('x', 90)}}}"}]}"""));
        Assert.Contains(text, came.What + Flat(came.After), StringComparison.Ordinal);
        Assert.Contains(new string('x', 90), came.What + Flat(came.After), StringComparison.Ordinal);
    }

    [Fact]
    public void A_material_that_went_is_said_with_everything_it_was()
    {
        var line = Assert.Single(Items(
            """{"materials":[{"key":"a","name":{"zh-CN":"申请表"},"copies":1},{"key":"b","name":{"zh-CN":"户口簿","en":"Register"},"copies":2,"required":true}]}""",
            """{"materials":[{"key":"a","name":{"zh-CN":"申请表"},"copies":1}]}"""));
        Assert.Equal(("申请材料", "删除“户口簿 / Register”", null), (line.Place, line.What, line.After));
        Assert.Contains("复印件份数：2", Flat(line.Before), StringComparison.Ordinal);
        Assert.DoesNotContain("户口簿", Flat(line.Before), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_of_a_record_are_named()
    {
        var line = Assert.Single(Items("""{}""", """{"warnings":{"amber":20,"red":80}}"""));
        Assert.Contains("：20；", Flat(line.After), StringComparison.Ordinal);
        Assert.EndsWith("：80", Flat(line.After), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_definition_is_said_whole()
    {
        var lines = Items("""{}""", """{"materials":[{"key":"a","name":{"zh-CN":"申请表"}}],"statutoryLimit":{"amount":20,"unit":"workingDay"},"faq":[{"question":{"zh-CN":"问"},"answer":{"zh-CN":"答"}}]}""");
        Assert.Equal(["增加“申请表”", "填写", "增加“问”"], lines.Select(l => l.What));
        Assert.Equal("20 个工作日", Flat(lines[1].After));
        Assert.EndsWith("：答", Flat(lines[2].After), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_long_text_the_changed_words_are_marked_and_none_is_lost()
    {
        var before = string.Concat(Enumerable.Repeat("本事项由所在地窗口受理。", 20)) + "每件收费十元。" + string.Concat(Enumerable.Repeat("其余从其规定。", 20));
        var (old, now) = TextDifference.Of(before, before.Replace("十元", "五十元整", StringComparison.Ordinal))!.Value;
        Assert.Equal("五十元整", string.Concat(now.SkipWhile(p => !p.Changed).TakeWhile(p => p.Changed || p.Text.Length < 3).Select(p => p.Text)));
        Assert.Contains("每件收费", string.Concat(old.Select(p => p.Text)), StringComparison.Ordinal);
        Assert.True(string.Concat(old.Select(p => p.Text)).Length < 100);
        Assert.Null(TextDifference.Of("十元", "五元"));
        Assert.Null(TextDifference.Of(new string('甲', 100), new string('乙', 100)));
    }

    [Fact]
    public void A_condition_of_a_form_is_said_as_a_sentence_and_its_options_one_by_one()
    {
        const string form = """{"key":"f","pages":[{"key":"p","title":{"zh-CN":"第一页"},"sections":[{"key":"s","title":{"zh-CN":"申请人"},"elements":[{"key":"kind","type":"choice","label":{"zh-CN":"种类"},"options":[{"value":"a","label":{"zh-CN":"甲"}}]},{"key":"why","type":"text","label":{"zh-CN":"理由"}}]}]}]}""";
        var before = Read(form);
        var after = Read(form);
        var elements = (JsonArray)after["pages"]![0]!["sections"]![0]!["elements"]!;
        elements[1]!["visibleWhen"] = JsonNode.Parse("""{"op":"compare","field":"kind","is":"equals","value":"a"}""");
        elements.Add(JsonNode.Parse("""{"key":"more","type":"choice","label":{"zh-CN":"补充"},"options":[{"value":"x","label":{"zh-CN":"一"}},{"value":"y","label":{"zh-CN":"二"}}]}"""));
        var lines = Words.Between(before, after, DefinitionKind.Form);
        var condition = Assert.Single(lines, l => l.What == "填写");
        Assert.StartsWith("页 › 第一页 › 分组 › 申请人 › 问题 › 理由 › ".Split(" › ")[1], condition.Place.Split(" › ")[1], StringComparison.Ordinal);
        Assert.Contains("种类", Flat(condition.After), StringComparison.Ordinal);
        Assert.Contains("甲", Flat(condition.After), StringComparison.Ordinal);
        var added = Assert.Single(lines, l => l.What == "增加“补充”");
        Assert.Contains("一", Flat(added.After), StringComparison.Ordinal);
        Assert.DoesNotContain("{", Flat(added.After), StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_of_a_step_is_one_change_from_what_it_was_to_what_it_is()
    {
        var before = Flow("Platform.Review", "role", FlowJson.Text("case-officer"));
        var after = Flow("Platform.Review", "role", FlowJson.Script("String", "answers.area > 200 ? \"head\" : \"case-officer\""));
        var line = Assert.Single(Words.Between(before, after, DefinitionKind.Flow));
        Assert.Equal("审核一下 › " + Title("Platform.Review", "role"), line.Place);
        Assert.Equal(("修改", "岗位 case-officer"), (line.What, Flat(line.Before)));
        Assert.Equal("JavaScript：answers.area > 200 ? \"head\" : \"case-officer\"", Flat(line.After));
        var dropped = Assert.Single(Words.Between(before, Flow("Platform.Review", null, null), DefinitionKind.Flow));
        Assert.Equal(("清除", "岗位 case-officer", null), (dropped.What, Flat(dropped.Before), dropped.After));
    }

    [Fact]
    public void A_step_that_got_another_name_is_one_change_of_its_name()
    {
        var (before, after) = (Flow("Platform.Review", null, null), Flow("Platform.Review", null, null));
        var step = after["root"]!["activities"]![0]!;
        step["metadata"]!["displayText"] = "复核";
        step["customProperties"]!["title"] = JsonNode.Parse("""{"zh-CN":"复核","en":"Second look"}""");
        var line = Assert.Single(Words.Between(before, after, DefinitionKind.Flow));
        Assert.Equal(("复核 › 名称", "填写", "复核 / Second look"), (line.Place, line.What, Flat(line.After)));
        step["metadata"]!["designer"] = JsonNode.Parse("""{"position":{"x":1,"y":2}}""");
        Assert.Contains(Words.Between(before, after, DefinitionKind.Flow), l => l.What == "在图上移动");
    }

    [Fact]
    public void A_choice_of_a_step_is_said_by_its_label()
    {
        var (step, input) = Vocabulary.Steps.SelectMany(s => s.Inputs.Select(i => (s, i))).First(p => p.i.Editor == StepEditor.Choice && p.i.Choices is { Count: > 1 });
        var choices = input.Choices!;
        var line = Assert.Single(Words.Between(Flow(step.Type, input.Name, FlowJson.Text(choices[0].Key)), Flow(step.Type, input.Name, FlowJson.Text(choices[1].Key)), DefinitionKind.Flow));
        Assert.Equal((choices[0].Title.ToString(), choices[1].Title.ToString()), (Flat(line.Before), Flat(line.After)));
    }

    [Fact]
    public void A_step_that_came_is_said_with_its_kind_and_inputs_and_a_way_by_its_port()
    {
        var before = Flow("Platform.Review", "role", FlowJson.Text("case-officer"));
        var after = Flow("Platform.Review", "role", FlowJson.Text("case-officer"));
        ((JsonArray)after["root"]!["activities"]!).Add(FlowJson.Activity("end", FlowJson.FinishType, "完"));
        ((JsonArray)after["root"]!["connections"]!).Add(FlowJson.Connection("one", Vocabulary.Find("Platform.Review")!.Outcomes is [var port, ..] ? port.Key : "Done", "end"));
        var lines = Words.Between(before, after, DefinitionKind.Flow);
        Assert.Contains(lines, l => l.What == "增加“完”" && Flat(l.After)!.StartsWith("环节类型：", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.What.StartsWith("增加“审核一下", StringComparison.Ordinal) && l.What.EndsWith("→ 完”", StringComparison.Ordinal));
        Assert.All(lines, l => Assert.DoesNotContain("typeName", l.What + Flat(l.After), StringComparison.Ordinal));
    }

    [Fact]
    public void A_conflict_about_an_input_of_a_step_is_said_by_the_own_value_and_the_colleague_s()
    {
        var (seen, theirs) = (Flow("Platform.Review", "role", FlowJson.Text("case-officer")), Flow("Platform.Review", "role", FlowJson.Text("head")));
        var conflict = Assert.Single(DocumentDiff.Between(seen, Flow("Platform.Review", "role", FlowJson.Text("registrar"))).Apply(theirs).Conflicts);
        var line = Assert.Single(Words.Of(conflict, DefinitionKind.Flow, theirs));
        Assert.Equal(("审核一下 › " + Title("Platform.Review", "role"), "岗位 head", "岗位 registrar"), (line.Place, Flat(line.Before), Flat(line.After)));
        var without = Assert.Single(Words.Of(conflict, DefinitionKind.Flow, Flow("Platform.Review", null, null)));
        Assert.Equal("registrar", Flat(without.After));
    }

    [Fact]
    public void A_conflict_about_the_name_of_a_step_is_said_by_the_own_name_and_the_colleague_s()
    {
        var (seen, mine, theirs) = (Named("审核"), Named("复核"), Named("复查"));
        var conflict = Assert.Single(DocumentDiff.Between(seen, mine).Apply(theirs).Conflicts);
        var line = Assert.Single(Words.Of(conflict, DefinitionKind.Flow, theirs));
        Assert.Equal(("复查", "复核"), (Flat(line.Before), Flat(line.After)));

        static JsonObject Named(string title)
        {
            var flow = Flow("Platform.Review", null, null);
            flow["root"]!["activities"]![0]!["customProperties"]!["title"] = new JsonObject { ["zh-CN"] = title };
            return flow;
        }
    }

    [Fact]
    public void A_conflict_in_an_item_says_what_stands_there_and_what_it_was_to_be()
    {
        var (seen, mine, theirs) = (Read("""{"fee":{"charged":true,"lines":[]},"statutoryLimit":{"amount":1,"unit":"workingDay"}}"""), Read("""{"statutoryLimit":{"amount":5,"unit":"workingDay"}}"""), Read("""{"statutoryLimit":{"amount":10,"unit":"workingDay"}}"""));
        var conflict = Assert.Single(DocumentDiff.Between(seen, mine).Apply(theirs).Conflicts);
        var line = Assert.Single(Words.Of(conflict, DefinitionKind.Item, theirs));
        Assert.Equal(("10", "5"), (Flat(line.Before), Flat(line.After)));
    }

    [Fact]
    public void A_part_that_went_is_said_though_an_equal_one_stays()
    {
        var line = Assert.Single(Words.Between(List("甲", "甲", "乙"), List("甲", "乙", "丙"), DefinitionKind.Flow), l => l.What == "修改");
        Assert.Equal("甲", Flat(Assert.Single(line.Before!.Parts)));
        Assert.Equal("丙", Flat(Assert.Single(line.After!.Parts)));

        static JsonObject List(params string[] entries)
        {
            var flow = Flow("Platform.Review", null, null);
            flow["customProperties"]!["hints"] = new JsonArray([.. entries.Select(e => new JsonObject { ["zh-CN"] = e })]);
            return flow;
        }
    }

    [Fact]
    public void Long_texts_are_put_beside_each_other_in_little_room()
    {
        var between = string.Concat(Enumerable.Range(0, 200).Select(n => $"第{n}条由窗口受理。"));
        var before = $"每件收费十元。{between}十日内办结。";
        var after = $"每件收费五十元整。{between}五日内办结。";
        TextDifference.Of(before, after);
        var start = GC.GetAllocatedBytesForCurrentThread();
        var (old, now) = TextDifference.Of(before, after)!.Value;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - start, 0, 4_000_000);
        Assert.Equal("十元十", string.Concat(old.Where(p => p.Changed).Select(p => p.Text)));
        Assert.Equal("五", now.Last(p => p.Changed).Text);
        Assert.True(string.Concat(now.Select(p => p.Text)).Length < 120);
    }

    [Fact]
    public void A_sign_of_two_halves_is_not_cut()
    {
        foreach (var lead in new[] { "", "甲" })
        {
            var rare = string.Concat(Enumerable.Repeat("𠮷", 60));
            var (old, now) = TextDifference.Of($"{rare}{lead}十{rare}五{lead}{rare}", $"{rare}{lead}百{rare}千{lead}{rare}")!.Value;
            Assert.All(old.Concat(now), p => Assert.Equal(p.Text, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(p.Text))));
        }
    }

    [Fact]
    public void Equal_entries_beside_each_other_have_keys_of_their_own()
    {
        Assert.Equal([("a", 1), ("b", 1), ("a", 2)], SiblingKeys.Of(["a", "b", "a"], e => e).Select(e => ((string, int))e.Key));
    }

    private IFlowVocabulary Vocabulary => server.Server.Get<IFlowVocabulary>();

    private ChangeWords Words
    {
        get
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-CN");
            return new ChangeWords(server.Server.Get<IStringLocalizer<EditorsText>>(), Vocabulary) { RoleName = r => $"岗位 {r}" };
        }
    }

    private IReadOnlyList<ChangeLine> Items(string before, string after) => Words.Between(Read(before), Read(after), DefinitionKind.Item);

    private string Title(string type, string input) => Vocabulary.Find(type)!.Inputs.Single(i => i.Name == input).Title.ToString();

    private static JsonObject Flow(string type, string? input, JsonNode? value)
    {
        var step = FlowJson.Activity("one", type, "审核一下");
        if (input is not null)
        {
            step[input] = value;
        }

        return FlowJson.Definition("f", "流", null, FlowJson.Flowchart("chart", null, [step], []), [], []);
    }

    private static JsonObject Read(string json) => (JsonObject)JsonNode.Parse(json)!;

    private static string? Flat(SaidValue? said) => said is null ? null
        : (said.Label is { } label ? label + "：" : "") + said.Text + string.Join("；", said.Parts.Select(Flat));
}
