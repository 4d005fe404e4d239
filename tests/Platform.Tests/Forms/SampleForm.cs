using System.Text.Json;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Tests.Forms;

/// <summary>A form with one of everything, written as people write them in files.</summary>
internal static class SampleForm
{
    public static readonly DateOnly Today = new(2025, 3, 3);

    public static readonly CodeTables Tables = new([new CodeTable
    {
        Key = "streets",
        Entries =
        [
            new CodeEntry { Code = "330110005", Label = LocalizedText.Of("仓前街道", "Cangqian") },
            new CodeEntry { Code = "330110004", Label = LocalizedText.Of("五常街道", "Wuchang") },
        ],
    }]);

    public const string Json = """
        {
          "key": "household-aid", "schemaVersion": 1, "title": { "zh-CN": "家庭救助申请", "en": "Household aid" }, "x-owner": "unit 7",
          "pages": [
            { "key": "applicant", "title": { "zh-CN": "申请人", "en": "Applicant" }, "sections": [
              { "key": "who", "title": { "zh-CN": "基本信息", "en": "Basics" }, "elements": [
                { "key": "intro", "type": "note", "label": { "zh-CN": "说明", "en": "Note" } },
                { "key": "applicantName", "type": "personName", "label": { "zh-CN": "姓名", "en": "Name" }, "required": true, "mask": "name", "prefill": { "source": "account.name" } },
                { "key": "idNumber", "type": "citizenId", "label": { "zh-CN": "公民身份号码", "en": "Citizen id" }, "required": true, "mask": "idNumber" },
                { "key": "phone", "type": "phone", "label": { "zh-CN": "手机", "en": "Phone" }, "required": true, "mask": "phone", "autocomplete": "tel" },
                { "key": "email", "type": "email", "label": { "zh-CN": "邮箱", "en": "E-mail" } },
                { "key": "age", "type": "integer", "label": { "zh-CN": "年龄", "en": "Age" }, "calculated": { "op": "ageInYears", "date": { "op": "field", "field": "idNumber" } } },
                { "key": "home", "type": "address", "label": { "zh-CN": "住址", "en": "Home" }, "required": true, "codeTable": "streets", "maxLength": 100, "mask": "address" },
                { "key": "kind", "type": "choice", "label": { "zh-CN": "申请人类型", "en": "Applicant type" }, "required": true, "options": [
                  { "value": "person", "label": { "zh-CN": "个人", "en": "Person" } },
                  { "value": "company", "label": { "zh-CN": "单位", "en": "Company" } } ] },
                { "key": "creditCode", "type": "creditCode", "label": { "zh-CN": "统一社会信用代码", "en": "Credit code" },
                  "visibleWhen": { "op": "compare", "field": "kind", "is": "equals", "value": "company" }, "required": true }
              ] } ] },
            { "key": "household", "title": { "zh-CN": "家庭", "en": "Household" },
              "visibleWhen": { "op": "compare", "field": "kind", "is": "equals", "value": "person" }, "sections": [
              { "key": "people", "title": { "zh-CN": "成员", "en": "Members" }, "elements": [
                { "key": "members", "type": "repeat", "label": { "zh-CN": "家庭成员", "en": "Members" }, "itemLabel": { "zh-CN": "成员", "en": "Member" }, "minItems": 1, "maxItems": 20, "elements": [
                  { "key": "name", "type": "text", "label": { "zh-CN": "成员姓名", "en": "Member name" }, "required": true, "minLength": 2, "maxLength": 30 },
                  { "key": "born", "type": "date", "label": { "zh-CN": "出生日期", "en": "Born" }, "required": true, "min": "1900-01-01", "max": "today" },
                  { "key": "years", "type": "integer", "label": { "zh-CN": "周岁", "en": "Years" }, "calculated": { "op": "ageInYears", "date": { "op": "field", "field": "born" } } },
                  { "key": "school", "type": "text", "label": { "zh-CN": "学校", "en": "School" },
                    "visibleWhen": { "op": "all", "conditions": [
                      { "op": "compare", "field": "years", "is": "greaterOrEqual", "value": 6 },
                      { "op": "compare", "field": "years", "is": "less", "value": 18 } ] },
                    "required": { "op": "compare", "field": "years", "is": "less", "value": 16 } },
                  { "key": "income", "type": "repeat", "label": { "zh-CN": "收入", "en": "Income" }, "maxItems": 5, "elements": [
                    { "key": "source", "type": "choice", "label": { "zh-CN": "来源", "en": "Source" }, "required": true, "options": [
                      { "value": "wage", "label": { "zh-CN": "工资", "en": "Wage" } }, { "value": "rent", "label": { "zh-CN": "租金", "en": "Rent" } } ] },
                    { "key": "amount", "type": "money", "label": { "zh-CN": "金额", "en": "Amount" }, "required": true, "min": 0, "unit": "元" }
                  ] },
                  { "key": "memberIncome", "type": "money", "label": { "zh-CN": "成员收入", "en": "Member income" },
                    "calculated": { "op": "sum", "repeat": "income", "value": { "op": "field", "field": "amount" } } }
                ] },
                { "key": "total", "type": "money", "label": { "zh-CN": "家庭收入", "en": "Household income" },
                  "calculated": { "op": "sum", "repeat": "members", "value": { "op": "field", "field": "memberIncome" } } },
                { "key": "perHead", "type": "money", "label": { "zh-CN": "人均收入", "en": "Income per head" },
                  "calculated": { "op": "div", "left": { "op": "field", "field": "total" }, "right": { "op": "count", "repeat": "members" } } },
                { "key": "nursery", "type": "boolean", "label": { "zh-CN": "是否需要托育", "en": "Nursery wanted" }, "required": true,
                  "visibleWhen": { "op": "anyItem", "repeat": "members", "where": { "op": "compare", "field": "years", "is": "less", "value": 6 } } }
              ] } ] },
            { "key": "rest", "title": { "zh-CN": "其他", "en": "Other" }, "sections": [
              { "key": "details", "title": { "zh-CN": "其他信息", "en": "Details" }, "elements": [
                { "key": "needs", "type": "choices", "label": { "zh-CN": "需要", "en": "Needs" }, "maxItems": 2, "options": [
                  { "value": "food", "label": { "zh-CN": "餐饮", "en": "Catering" } }, { "value": "care", "label": { "zh-CN": "照护", "en": "Care" } }, { "value": "other", "label": { "zh-CN": "其他", "en": "Other" } } ] },
                { "key": "otherNeed", "type": "multiline", "label": { "zh-CN": "其他需要", "en": "Other need" }, "maxLength": 200,
                  "visibleWhen": { "op": "contains", "field": "needs", "value": "other" }, "required": true },
                { "key": "area", "type": "number", "label": { "zh-CN": "面积", "en": "Area" }, "min": 1, "max": 10000, "decimals": 2, "unit": { "zh-CN": "平方米", "en": "m²" } },
                { "key": "plate", "type": "text", "label": { "zh-CN": "门牌", "en": "Plate" }, "pattern": "[A-Z]\\d{3}", "patternHint": { "zh-CN": "一个字母和三位数字", "en": "a letter and three digits" } },
                { "key": "street", "type": "divisionPath", "label": { "zh-CN": "街道", "en": "Street" }, "codeTable": "streets" },
                { "key": "papers", "type": "file", "label": { "zh-CN": "材料", "en": "Papers" }, "maxItems": 3, "accept": [".pdf", ".jpg"] },
                { "key": "promise", "type": "boolean", "label": { "zh-CN": "承诺属实", "en": "I promise" }, "required": true, "mustBeTrue": true }
              ] } ] }
          ]
        }
        """;

    public static readonly Form Form = JsonSerializer.Deserialize<Form>(Json, ModelJson.Options)!;

    public static readonly CompiledForm Compiled = CompiledForm.Compile(Form, Tables);

    /// <summary>Settled answers without a problem.</summary>
    public static Answers Right => Compiled.Settle(Answers.Parse("""
        {
          "applicantName": "张伟", "idNumber": "11010519491231002X", "phone": "13800138000", "email": "zhang@example.com",
          "home": { "division": "330110005", "detail": "良睦路1399号" }, "kind": "person",
          "members": [
            { "name": "张小明", "born": "2015-05-05", "school": "仓前小学", "income": [] },
            { "name": "李娜", "born": "1985-01-02", "income": [ { "source": "wage", "amount": "8000.00" }, { "source": "rent", "amount": "1200.50" } ] },
            { "name": "张小宝", "born": "2021-06-01" }
          ],
          "nursery": true, "needs": ["food", "other"], "otherNeed": "轮椅", "area": 88.5, "plate": "A123", "street": "330110004", "papers": ["f1"], "promise": true
        }
        """), Today);

    public static IReadOnlyList<Problem> Validate(Answers answers) => Compiled.Validate(answers, FormContext.Whole(Today));
}
