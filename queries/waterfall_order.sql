-- title: Default waterfalls, layer by layer
-- unit: millions of currency
-- grain: ccp, layer_order
-- source: RBA (2009), tables 1 and 3; KDPW_CCP
-- items: none
-- filters: waterfall
-- dataset: rba_2009
SELECT ccp, layer_order, layer, layer_kind, amount, currency, note, product, unit, raw_text, source_file, cell
FROM waterfall
ORDER BY ccp, layer_order
