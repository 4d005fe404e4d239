using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Platform.Tests.Cases;

namespace Platform.BrowserTests;

/// <summary>A local administrator at the designer, with real keys.</summary>
[Collection(nameof(Site))]
public sealed partial class DesignerTests(Site site)
{
    [Fact]
    public async Task A_connection_is_set_up_by_keyboard_and_tried_without_sending_anything_outside()
    {
        await using var admin = await site.VisitAsync("binding", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/connectorBinding/try-registry?locality=330110");
        var page = admin.Page;
        await page.FocusAsync("#e-name-zh-CN");
        await page.Keyboard.TypeAsync("登记处");
        await page.SelectOptionAsync("#e-connector", "http");
        await page.Locator("[data-testid=list-operations] > .list-add [data-testid=add]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.SelectOptionAsync("#e-operations_new1_operation", "request");
        await Assertions.Expect(page.Locator("#e-operations_new1_repeatable")).ToBeCheckedAsync();
        await page.FocusAsync("#e-operations_new1_settings-path");
        await page.Keyboard.TypeAsync("marks");
        await page.Keyboard.PressAsync("Tab");
        await page.FocusAsync("#e-settings-origin");
        await page.Keyboard.TypeAsync("https://registry.example");
        await page.Keyboard.PressAsync("Tab");
        await page.Locator("[data-testid=check]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid='member-operations.new1.settings.path'] .error")).ToBeVisibleAsync();
        await page.Locator("[data-testid=try-call] summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-testid=try-show]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=try-answer] .error").First).ToBeVisibleAsync();
        await admin.LookAsync("binding");
        await page.ClickAsync("[data-testid=view-json]");
        await Assertions.Expect(page.Locator("[data-testid=json]")).ToHaveValueAsync(new Regex("\"path\": \"marks\""));
        admin.AssertContent();
    }

    [Fact]
    public async Task A_decision_table_is_made_in_plain_words_from_the_questions_of_a_form()
    {
        await using var admin = await site.VisitAsync("table", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/decisionTable/plain-fee?locality=330110");
        var page = admin.Page;
        var hand = new Hand(page, byMouse: false);
        await hand.TypeAsync("#e-name-zh-CN", "收费标准");
        await hand.ChooseAsync("#e-hitPolicy", "unique");
        foreach (var fact in new[] { "answers.household", "answers.age" })
        {
            await hand.PressAsync("[data-testid=add-input]");
            await Hand.ChooseAsync(page.Locator("[data-testid=column-reads] select").Last, fact);
        }

        await hand.PressAsync("[data-testid=add-output]");
        await Hand.ChooseAsync(page.Locator("#table-answers select").First, "number");
        await hand.PressAsync("[data-testid=add-rule]");
        var rows = page.Locator("[data-testid=rule]");
        await Hand.ChooseAsync(rows.Nth(0).Locator("select.cell-choice"), "\"local\"");
        var boxes = rows.Nth(0).Locator("td:not(:has(.wording)) input[type=text]");
        await hand.TypeAsync(boxes.Nth(0), "很多");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(rows.Nth(0).Locator("[data-testid=refused]")).ToContainTextAsync("整数，例如 100");
        await boxes.Nth(0).FillAsync("60-70");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(boxes.Nth(0)).ToHaveValueAsync("60–70");
        await boxes.Nth(1).FillAsync("1,200");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(boxes.Nth(1)).ToHaveValueAsync("1200");
        await hand.PressAsync("[data-testid=add-rule]");
        await page.Locator("[data-testid=check]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=findings]")).ToContainTextAsync("第 2 行“output1”列还没有填。应填：一个数字，例如 100。");
        await Assertions.Expect(page.Locator("[data-testid=check]")).ToBeFocusedAsync();

        // What a result may be is a list, and where a column has names and allows more, more can be written.
        var allowed = page.Locator("#table-answers [data-testid=column-allowed] input");
        await allowed.FillAsync("1–5");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#table-answers [data-testid=refused]")).ToContainTextAsync("不能写范围");
        await allowed.FillAsync("");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#table-answers [data-testid=refused]")).ToHaveCountAsync(0);
        await Hand.ChooseAsync(rows.Nth(1).Locator("select.cell-choice"), "?other");
        var other = rows.Nth(1).Locator("input[id$='-o']");
        await other.FillAsync("guest");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(rows.Nth(1).Locator("select.cell-choice")).ToHaveValueAsync("?other");
        await Assertions.Expect(other).ToHaveValueAsync("guest");
        await page.Locator("[data-testid=default] input").FillAsync("5");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");

        // What nobody has listed can be tried as well.
        await rows.Nth(1).Locator("td.answers input").FillAsync("7");
        await page.Keyboard.PressAsync("Tab");
        await Hand.ChooseAsync(page.Locator("select[data-testid=try]"), "?other");
        await page.Locator("[data-testid=try-other]").FillAsync("guest");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=tried]")).ToContainTextAsync("7");
        await Assertions.Expect(page.Locator("select[data-testid=try]")).ToHaveValueAsync("?other");
        await admin.LookAsync("table");
        await page.ClickAsync("[data-testid=view-json]");
        var json = page.Locator("[data-testid=json]");
        await Assertions.Expect(json).ToHaveValueAsync(new Regex("\\[60\\.\\.70\\]"));
        await Assertions.Expect(json).ToHaveValueAsync(new Regex("\\\\\"local\\\\\""));
        await Assertions.Expect(json).ToHaveValueAsync(new Regex("\\\\\"guest\\\\\""));
        admin.AssertContent();
    }

    [Fact]
    public async Task A_kind_of_step_is_dragged_onto_the_canvas_and_onto_an_arrow()
    {
        await using var admin = await site.VisitAsync("palette", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/flow/dragged-flow?locality=330110");
        var page = admin.Page;
        await page.SetViewportSizeAsync(1280, 1600);
        await page.ClickAsync("[data-testid=flow-begin]");
        await page.ClickAsync("[data-testid=flow-palette-open] summary");
        await DragAsync("Platform.Review", await MiddleAsync("[data-arrow='start:Done>finish:In'] .flow-line"));
        await Assertions.Expect(page.Locator("[data-arrow='start:Done>review:In']")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-arrow='review:Pass>finish:In']")).ToHaveCountAsync(1);
        var canvas = (await page.Locator("#flow-canvas").BoundingBoxAsync())!;
        await DragAsync("Platform.Decide", (canvas.X + 60, canvas.Y + 60));
        await Assertions.Expect(page.Locator("[data-node=decide]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-target=decide]")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".flow-ghost")).ToHaveCountAsync(0);

        // By keyboard the same kinds are added after the selected step.
        await page.Locator("[data-step='Platform.Accept']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-node=accept]")).ToHaveCountAsync(1);

        // Who asks how an input is computed and goes back to its plain value keeps the place.
        await page.Locator(".input-compute").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator(".input-kind")).ToBeFocusedAsync();
        await page.Locator(".input-kind").SelectOptionAsync("Variable");
        await Assertions.Expect(page.Locator(".input-kind")).ToHaveValueAsync("Variable");
        await page.Locator(".input-kind").SelectOptionAsync("Literal");
        await Assertions.Expect(page.Locator(".input-compute").First).ToBeFocusedAsync();
        await admin.LookAsync("palette");
        admin.AssertContent();

        async Task<(float X, float Y)> MiddleAsync(string selector)
        {
            var box = (await page.Locator(selector).BoundingBoxAsync())!;
            return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
        }

        async Task DragAsync(string type, (float X, float Y) to)
        {
            var (x, y) = await MiddleAsync($"[data-step='{type}']");
            await page.Mouse.MoveAsync(x, y);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(to.X - 20, to.Y, new() { Steps = 4 });
            await page.Mouse.MoveAsync(to.X, to.Y);
            await page.Mouse.UpAsync();
        }
    }

    [Fact]
    public async Task A_paper_is_seen_while_it_is_written_and_what_it_may_say_is_put_in_by_keyboard()
    {
        await using var admin = await site.VisitAsync("template", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/documentTemplate/receipt?locality=330110");
        var page = admin.Page;
        var paper = page.FrameLocator("[data-testid=paper]");
        await Assertions.Expect(paper.Locator("h1")).ToContainTextAsync("收件凭证");
        await Assertions.Expect(page.Locator("[data-testid=template-faults] li")).ToHaveCountAsync(0);
        await page.FocusAsync("#e-body-zh-CN");
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("{{ case.wrong }}");
        await Assertions.Expect(page.Locator("[data-testid=template-faults]")).ToContainTextAsync("case.wrong");
        await Assertions.Expect(paper.Locator("mark")).ToHaveTextAsync("case.wrong");
        await admin.LookAsync("template-fault");
        await page.Locator("[data-testid=variables] summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-insert='{{ case.trackingCode }}']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Focused(page, "e-body-zh-CN");
        await Assertions.Expect(page.Locator("#e-body-zh-CN")).ToHaveValueAsync(new Regex(@"\{\{ case\.wrong \}\}\{\{ case\.trackingCode \}\}$"));
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(page.Locator("[data-testid=template-faults] li")).ToHaveCountAsync(0);

        // Parts of a page, and words for some cases only; what has no end is said with its line.
        await page.FocusAsync("#e-body-zh-CN");
        await page.Keyboard.PressAsync("Control+End");
        await page.ClickAsync("[data-testid=tool-heading]");
        await page.Keyboard.TypeAsync("附注");
        await Assertions.Expect(paper.Locator("h2", new() { HasText = "附注" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Control+End");
        await page.Locator("[data-testid=conditions] summary").ClickAsync();
        await page.Locator("[data-testid=conditions] [data-insert='{% if case.trackingCode != blank %}']").ClickAsync();
        await page.Keyboard.TypeAsync("凭查询码查询");
        await Assertions.Expect(paper.Locator("main")).ToContainTextAsync("凭查询码查询");
        await admin.LookAsync("template-tools");
        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("{% if case.number %}");
        await Assertions.Expect(page.Locator("[data-testid=template-faults]")).ToContainTextAsync("缺少 {% endif %}");

        await admin.OpenAsync("/designer/messageTemplate/case-received?locality=330110");
        await Assertions.Expect(page.Locator("[data-testid=message-zh-CN]")).ToContainTextAsync("330110-");
        if (await page.Locator("#e-sms").IsCheckedAsync() is false)
        {
            await page.CheckAsync("#e-sms");
        }

        await page.FillAsync("#e-smsText-zh-CN", new string('字', 71));
        await Assertions.Expect(page.Locator("[data-testid=sms-size]")).ToContainTextAsync("71 个字，分 2 条");
        admin.AssertContent();
    }

    [Fact]
    public async Task A_code_table_is_made_by_keyboard_checked_published_and_brought_back()
    {
        await using var admin = await site.VisitAsync("designer", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer?locality=330110");
        var page = admin.Page;
        await page.Locator("[data-testid=definitions]").WaitForAsync();
        await admin.LookAsync("home");
        await page.Locator("[data-testid=new] summary").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.SelectOptionAsync("#n-kind", "CodeTable");
        await page.FocusAsync("#n-key");
        await page.Keyboard.TypeAsync("venue-kind");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".editor-head").WaitForAsync();
        await page.FocusAsync("#e-title-zh-CN");
        await page.Keyboard.TypeAsync("场所类型");
        await page.Keyboard.PressAsync("Tab");
        await page.Locator("[data-testid=list-entries] [data-testid=add]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Focused(page, "e-entries_0-code");
        await page.Locator("[data-testid=check]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=findings]")).ToContainTextAsync("中文名称");
        await Assertions.Expect(page.Locator(".wrong-row .error")).ToContainTextAsync("中文名称");
        await admin.LookAsync("found");

        await page.FocusAsync("#e-entries_0-label-zh-CN");
        await page.Keyboard.TypeAsync("宾馆");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await page.Locator("[data-testid=list-entries] [data-testid=add]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=entry]")).ToHaveCountAsync(2);
        await Focused(page, "e-entries_1-code");
        await page.Locator("h1").FocusAsync();
        await page.Keyboard.PressAsync("Control+z");
        await Assertions.Expect(page.Locator("[data-testid=entry]")).ToHaveCountAsync(1);

        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#e-entries_0-label-zh-CN")).ToHaveValueAsync("宾馆");
        await Assertions.Expect(page.Locator("[data-testid=redo]")).ToBeEnabledAsync();
        await page.ClickAsync("[data-testid=view-history]");
        await Assertions.Expect(page.Locator("[data-testid=edits]")).ToContainTextAsync("宾馆");
        await admin.LookAsync("history");
        await page.ClickAsync("[data-testid=view-json]");
        await page.Locator("[data-testid=json]").WaitForAsync();
        await page.FillAsync("[data-testid=json]", "{\n  \"a\": 1,\n  half");
        await page.ClickAsync("[data-testid=json-apply]");
        await Assertions.Expect(page.Locator(".code-lines .wrong")).ToHaveTextAsync("3");
        await Assertions.Expect(page.Locator("[data-testid=json-editor] textarea.inputarea")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("[data-testid=json-broken]")).ToBeVisibleAsync();
        await admin.LookAsync("json");
        await page.ClickAsync("[data-testid=view-publish]");
        await Assertions.Expect(page.Locator("[data-testid=changes]")).ToContainTextAsync("场所类型");
        await admin.LookAsync("publish");
        await page.ClickAsync("[data-testid=publish]");
        await Assertions.Expect(page.Locator("[data-testid=active]")).ToBeVisibleAsync();
        admin.AssertContent();
    }

    [Fact]
    public async Task Two_administrators_see_each_other_and_one_conflict()
    {
        await using var one = await site.VisitAsync("designer-one", Device.Desk);
        await one.SignInAsync("he.jie", "demo-Site-1");
        await one.OpenAsync("/designer/codeTable/shared-table?locality=330110");
        await one.Page.FillAsync("#e-title-zh-CN", "共用");
        await Assertions.Expect(one.Page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await using var other = await site.VisitAsync("designer-two", Device.Desk);
        await other.SignInAsync("xu.min", "demo-Item-1");
        await other.OpenAsync("/designer/codeTable/shared-table?locality=330110");
        await Assertions.Expect(other.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync("共用");
        await Assertions.Expect(one.Page.Locator("[data-testid=others]")).ToContainTextAsync("徐敏");
        await other.Page.FillAsync("#e-title-en", "Shared");
        await Assertions.Expect(one.Page.Locator("#e-title-en")).ToHaveValueAsync("Shared");
        await one.Page.FillAsync("#e-title-zh-CN", "共用表");
        await Assertions.Expect(other.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync("共用表");
        await other.LookAsync("together");
        one.AssertContent();
        other.AssertContent();
    }

    [Fact]
    public async Task What_two_wrote_in_one_place_is_shown_with_both_versions_and_one_of_them_settles_it()
    {
        const string Address = "/designer/codeTable/disputed-table?locality=330110";
        await using var one = await site.VisitAsync("conflict-one", Device.Desk);
        await one.SignInAsync("he.jie", "demo-Site-1");
        await one.OpenAsync(Address);
        await WriteAsync(one.Page, "#e-title-zh-CN", "甲的名称");
        await WriteAsync(one.Page, "#e-title-zh-CN", "甲的新名称");
        await using var other = await site.VisitAsync("conflict-two", Device.Desk);
        await other.SignInAsync("xu.min", "demo-Item-1");
        await other.OpenAsync(Address);
        await Assertions.Expect(other.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync("甲的新名称");
        await WriteAsync(other.Page, "#e-title-zh-CN", "乙的名称");
        await Assertions.Expect(one.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync("乙的名称");

        // Taking back what a colleague has written over since is asked, not done.
        await one.Page.Locator("h1").FocusAsync();
        await one.Page.Keyboard.PressAsync("Control+z");
        var conflict = one.Page.Locator("[data-testid=conflict]");
        await Assertions.Expect(conflict).ToContainTextAsync("甲的名称");
        await Assertions.Expect(conflict).ToContainTextAsync("乙的名称");
        await Assertions.Expect(other.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync("乙的名称");
        await one.LookAsync("asked");
        await one.Page.Locator("[data-testid=conflict-mine]").FocusAsync();
        await one.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(conflict).ToHaveCountAsync(0);
        await Assertions.Expect(other.Page.Locator("#e-title-zh-CN")).ToHaveValueAsync("甲的名称");
        one.AssertContent();
        other.AssertContent();
    }

    [Fact]
    public async Task Whoever_names_moves_and_removes_entries_stays_where_they_are_whatever_colleagues_do()
    {
        const string Address = "/designer/codeTable/focus-table?locality=330110";
        await using var one = await site.VisitAsync("focus-one", Device.Desk);
        await one.SignInAsync("he.jie", "demo-Site-1");
        await one.OpenAsync(Address);
        var (page, keys) = (one.Page, one.Page.Keyboard);
        foreach (var code in new[] { "0", "1" })
        {
            await one.EnterAsync("[data-testid=list-entries] [data-testid=add]", $"#e-entries_{code}-code");
            await Focused(page, $"e-entries_{code}-code");
        }

        // A name that is taken stays where it was typed, also when a colleague puts an entry in and the page is drawn anew.
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("1");
        await keys.PressAsync("Tab");
        var refused = page.Locator("#e-entries_1-code-r");
        await Assertions.Expect(refused).ToContainTextAsync("1");
        await using var other = await site.VisitAsync("focus-two", Device.Desk);
        await other.SignInAsync("xu.min", "demo-Item-1");
        await other.OpenAsync(Address);
        await other.Page.ClickAsync("[data-testid=list-entries] [data-testid=add]");
        await Assertions.Expect(page.Locator("[data-testid=entry]")).ToHaveCountAsync(3);
        await Assertions.Expect(page.Locator("#e-entries_1-code")).ToHaveValueAsync("1");
        await Assertions.Expect(refused).ToBeVisibleAsync();
        await one.LookAsync("refused");

        await page.FocusAsync("#e-entries_1-code");
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("blue");
        await keys.PressAsync("Enter");
        await Assertions.Expect(refused).ToHaveCountAsync(0);
        await Focused(page, "e-entries_1-code");
        await Assertions.Expect(other.Page.Locator("#e-entries_1-code")).ToHaveValueAsync("blue");
        await keys.PressAsync("Alt+ArrowUp");
        await Assertions.Expect(page.Locator("[data-testid=entry] >> nth=0 >> input >> nth=0")).ToHaveValueAsync("blue");
        await Focused(page, "e-entries_1-code");
        await page.Locator("[data-testid=entry] >> nth=0 >> [data-testid=down]").FocusAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=entry] >> nth=1 >> input >> nth=0")).ToHaveValueAsync("blue");
        await Assertions.Expect(page.Locator("[data-testid=entry] >> nth=1 >> [data-testid=down]")).ToBeFocusedAsync();
        await page.Locator("[data-testid=entry] >> nth=1 >> [data-testid=remove]").FocusAsync();
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=entry]")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-testid=entry] >> nth=1 >> :focus")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#e-entries_1-code")).ToHaveCountAsync(0);
        one.AssertContent();
        other.AssertContent();
    }

    [Fact]
    public async Task A_form_is_built_by_keyboard_and_what_is_refused_stays_in_its_box()
    {
        await using var admin = await site.VisitAsync("form-keys", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/form/keyboard-form?locality=330110");
        var (page, keys) = (admin.Page, admin.Page.Keyboard);
        await page.Locator("[data-testid=palette]").WaitForAsync();
        await page.Locator("h1").FocusAsync();
        await keys.PressAsync("a");
        await Focused(page, "label-zh-CN");
        await keys.TypeAsync("姓名");
        await page.Locator("[data-testid=palette]").FocusAsync();
        await page.SelectOptionAsync("[data-testid=palette]", "number");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await Focused(page, "label-zh-CN");
        await keys.TypeAsync("面积 一");
        await Assertions.Expect(page.Locator("[data-testid=node]")).ToHaveCountAsync(4);

        // From the outline into the key and back: a name that is taken is refused where it was typed, and stays.
        await page.Locator("[data-testid=node][data-key=number1]").FocusAsync();
        await keys.PressAsync("Enter");
        await Focused(page, "node-key");
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("text1");
        await keys.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#node-key-r")).ToContainTextAsync("text1");
        await Assertions.Expect(page.Locator("#node-key")).ToHaveValueAsync("text1");
        await Assertions.Expect(page.Locator("#node-key")).ToHaveAttributeAsync("aria-describedby", "node-key-r node-key-h");
        await admin.LookAsync("refused");
        await page.FocusAsync("#node-key");
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("area");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-testid=node][data-key=area]")).ToHaveCountAsync(1);
        await Focused(page, "node-key");
        await Assertions.Expect(page.Locator("#node-key-r")).ToHaveCountAsync(0);

        await page.Locator("[data-testid=node][data-key=area]").FocusAsync();
        await keys.PressAsync("Alt+ArrowUp");
        await Assertions.Expect(page.Locator("[data-testid=node] >> nth=2")).ToHaveAttributeAsync("data-key", "area");
        await Focused(page, "[data-key=area]");
        await keys.PressAsync("Control+d");
        await Assertions.Expect(page.Locator("[data-testid=node]")).ToHaveCountAsync(5);
        await Focused(page, "[data-key=area1]");
        await keys.PressAsync("Delete");
        await Assertions.Expect(page.Locator("[data-testid=node]")).ToHaveCountAsync(4);
        await Focused(page, "[data-key=text1]");
        foreach (var part in new[] { "page1", "section1" })
        {
            await page.Locator($"[data-testid=node][data-key={part}]").FocusAsync();
            await page.FocusAsync(".form-properties [id$='_title-zh-CN']");
            await keys.TypeAsync("基本情况");
            await keys.PressAsync("Tab");
        }

        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await Assertions.Expect(page.FrameLocator("[data-testid=preview]").Locator("body")).ToContainTextAsync("面积 一");
        await admin.LookAsync("built");
        admin.AssertContent();
    }

    [Fact]
    public async Task A_flow_is_built_by_keyboard_alone()
    {
        await using var admin = await site.VisitAsync("flow-keys", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/flow/keyboard-flow?locality=330110");
        var (page, keys) = (admin.Page, admin.Page.Keyboard);
        var begin = page.Locator("[data-testid=flow-begin]");
        await begin.WaitForAsync();
        for (var tries = 0; tries < 10 && await begin.CountAsync() > 0; tries++)
        {
            // The page may be drawn anew once under the first key.
            await begin.FocusAsync();
            await keys.PressAsync("Enter");
            await page.WaitForTimeoutAsync(1_000);
        }

        await Assertions.Expect(page.Locator("[data-testid=step]")).ToHaveCountAsync(2);

        // The canvas is one stop of the Tab key, wherever one was in it last.
        await Assertions.Expect(page.Locator("[data-testid=step][tabindex='0']")).ToHaveCountAsync(1);
        await page.FocusAsync("#flow-find");
        await keys.PressAsync("Tab");
        await keys.PressAsync("Tab");
        await Focused(page, "step-start");
        await keys.PressAsync("ArrowRight");
        await Focused(page, "step-finish");
        await Assertions.Expect(page.Locator("[data-testid=step][tabindex='0']")).ToHaveAttributeAsync("data-node", "finish");
        await keys.PressAsync("Home");
        await Focused(page, "step-start");
        await keys.PressAsync("a");
        await Focused(page, "step-name-zh-CN");
        await keys.TypeAsync("审核");
        await keys.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=step][data-node=review]")).ToContainTextAsync("审核");
        await page.Locator("[data-testid=step][data-node=review]").FocusAsync();
        await keys.PressAsync("Control+c");
        await Assertions.Expect(page.Locator("[data-ctrl=v]")).ToBeEnabledAsync();
        await keys.PressAsync("Control+v");
        await Focused(page, "step-review1");
        await Assertions.Expect(page.Locator("[data-testid=step]")).ToHaveCountAsync(4);
        await keys.PressAsync("Delete");
        await Assertions.Expect(page.Locator("[data-testid=step]")).ToHaveCountAsync(3);

        // Out of the canvas by Tab, to the properties of the step; there a way is led by the arrows of a box.
        await page.Locator("[data-testid=step][data-node=start]").FocusAsync();
        await keys.PressAsync("Enter");
        await Focused(page, "step-name-zh-CN");
        await page.Locator("[data-testid=way-Done] select").FocusAsync();
        await page.SelectOptionAsync("[data-testid=way-Done] select", "finish");
        await Assertions.Expect(page.Locator(".flow-arrow[data-source=start][data-target=finish]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await admin.LookAsync("built");
        admin.AssertContent();
    }

    [Fact]
    public async Task A_step_is_dragged_and_two_are_connected_by_mouse()
    {
        await using var admin = await site.VisitAsync("flow-mouse", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/flow/mouse-flow?locality=330110");
        var (page, mouse) = (admin.Page, admin.Page.Mouse);
        await page.ClickAsync("[data-testid=flow-begin]");
        await page.Locator("[data-testid=step][data-node=start]").ClickAsync();
        await page.ClickAsync("[data-testid=flow-add]");
        await page.Locator("[data-testid=step][data-node=review]").WaitForAsync();
        await page.ClickAsync("[data-testid=flow-layout]");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");

        var step = page.Locator("[data-testid=step][data-node=review]");
        await page.Locator("[data-testid=step][data-node=finish]").ClickAsync();
        await Assertions.Expect(page.Locator("#step-title")).Not.ToBeEmptyAsync();
        var before = await step.GetAttributeAsync("transform");
        var box = (await step.Locator("rect").BoundingBoxAsync())!;
        await mouse.MoveAsync(box.X + 30, box.Y + 20);
        await mouse.DownAsync();
        await mouse.MoveAsync(box.X + 60, box.Y + 90, new() { Steps = 5 });
        await mouse.MoveAsync(box.X + 70, box.Y + 120, new() { Steps = 5 });
        await mouse.UpAsync();
        await Assertions.Expect(step).Not.ToHaveAttributeAsync("transform", before!);
        await Assertions.Expect(step).ToHaveAttributeAsync("transform", WholePlace());
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        var after = await step.GetAttributeAsync("transform");

        // The first click after a drag is a click again.
        await page.Locator("[data-testid=step][data-node=start]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-testid=step].selected")).ToHaveAttributeAsync("data-node", "start");

        var port = (await page.Locator("[data-testid=step][data-node=start] circle").First.BoundingBoxAsync())!;
        var finish = (await page.Locator("[data-testid=step][data-node=finish] rect").BoundingBoxAsync())!;
        await mouse.MoveAsync(port.X + (port.Width / 2), port.Y + (port.Height / 2));
        await mouse.DownAsync();
        await mouse.MoveAsync(finish.X + (finish.Width / 2), finish.Y + (finish.Height / 2), new() { Steps = 8 });
        await mouse.UpAsync();
        await Assertions.Expect(page.Locator(".flow-arrow[data-source=start][data-target=finish]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");

        // Ctrl+C copies steps, but not where words are marked.
        await page.Locator("#flow-keys").ClickAsync(new() { ClickCount = 3 });
        await page.Keyboard.PressAsync("Control+c");
        await Assertions.Expect(page.Locator("[data-ctrl=v]")).ToBeDisabledAsync();
        await page.Locator("[data-testid=step][data-node=start]").ClickAsync();
        await page.Keyboard.PressAsync("Control+c");
        await Assertions.Expect(page.Locator("[data-ctrl=v]")).ToBeEnabledAsync();
        await page.ReloadAsync();
        await Assertions.Expect(step).ToHaveAttributeAsync("transform", after!);
        await Assertions.Expect(page.Locator(".flow-arrow")).ToHaveCountAsync(3);
        await admin.LookAsync("dragged");
        admin.AssertContent();
    }

    [Fact]
    public async Task Steps_go_from_one_flow_to_another_into_lanes_and_onto_paper()
    {
        await using var admin = await site.VisitAsync("flow-clip", Device.Desk);
        await admin.SignInAsync("he.jie", "demo-Site-1");
        await admin.OpenAsync("/designer/flow/construction-permit?locality=330110");
        var (page, keys) = (admin.Page, admin.Page.Keyboard);
        await page.Locator("[data-testid=flow-map]").WaitForAsync();
        await admin.LookAsync("map");
        var seen = await page.GetAttributeAsync(".flow-map-view", "x");
        await page.ClickAsync("[data-testid=flow-map]", new() { Position = new() { X = 190, Y = 50 } });
        await Assertions.Expect(page.Locator(".flow-map-view")).Not.ToHaveAttributeAsync("x", seen!);
        await page.GetByRole(AriaRole.Button, new() { Name = "全图" }).ClickAsync();
        await page.ClickAsync("[data-testid=step][data-node=accept] rect");
        await page.ClickAsync("[data-testid=step][data-node=examine] rect", new() { Modifiers = [KeyboardModifier.Control] });
        await Assertions.Expect(page.Locator("[data-testid=flow-align]")).ToBeVisibleAsync();
        await keys.PressAsync("Control+c");
        await Assertions.Expect(page.Locator("[data-ctrl=v]")).ToBeEnabledAsync();

        await admin.OpenAsync("/designer/flow/pasted-flow?locality=330110");
        await page.ClickAsync("[data-testid=flow-begin]");
        await Assertions.Expect(page.Locator("[data-testid=step]")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-ctrl=v]")).ToBeEnabledAsync();
        await page.Locator("h1").FocusAsync();
        await keys.PressAsync("Control+v");
        await Assertions.Expect(page.Locator("[data-testid=step]")).ToHaveCountAsync(4);
        await page.ClickAsync("[data-testid=flow-lanes]:enabled");
        await Assertions.Expect(page.Locator(".flow-lane")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await admin.LookAsync("lanes");
        await page.Locator("h1").FocusAsync();
        await keys.PressAsync("Control+z");
        await Assertions.Expect(page.Locator(".flow-lane")).ToHaveCountAsync(0);

        await admin.OpenAsync("/designer/flow/construction-permit?locality=330110&view=picture");
        await page.Locator("[data-testid=picture]").First.WaitForAsync();
        Assert.True(await page.Locator("[data-testid=paper-step]").CountAsync() > 5);
        await admin.LookAsync("paper");
        var pdf = await page.PdfAsync(new() { PreferCSSPageSize = true, PrintBackground = true });
        Assert.True(pdf.Length > 10_000);
        await File.WriteAllBytesAsync(System.IO.Path.Combine(Site.Screenshots, "flow-on-paper.pdf"), pdf, TestContext.Current.CancellationToken);
        admin.AssertContent();
    }

    /// <summary>Types into a box in its own step back, and waits until it is on disk.</summary>
    private static async Task WriteAsync(IPage page, string selector, string text)
    {
        await page.FillAsync(selector, text);
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("[data-testid=saved]")).ToContainTextAsync("已保存");
        await page.WaitForTimeoutAsync(2_200);
    }

    /// <param name="which">The end of its id, or a selector in brackets.</param>
    private static Task Focused(IPage page, string which) =>
        Assertions.Expect(page.Locator(which[0] == '[' ? which : $"[id$='{which}']").First).ToBeFocusedAsync();

    [GeneratedRegex(@"^translate\(-?\d+ -?\d+\)$")]
    private static partial Regex WholePlace();
}
